package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Stage;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.SourceReference;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.TableSource;
import io.lakehousesync.testkit.snowflake.internal.storage.DataFiles;
import io.lakehousesync.testkit.snowflake.internal.storage.StagedFile;
import io.lakehousesync.testkit.snowflake.internal.value.EngineRows;
import java.util.List;

/**
 * {@code DIRECTORY(@stage)}: the files of a stage's directory table. Source: docs.snowflake.com,
 * "Query directory tables" (/en/user-guide/data-load-dirtables-query).
 *
 * <p>LAST_MODIFIED has a resolution of one second, as in S3. MD5 is the ETag, as in S3 for a file
 * that was uploaded in one part. Rows are sorted by path, so the oldest of pg_lake's metadata files
 * comes first. If two files have the same time, a client that sorts only by LAST_MODIFIED gets the
 * wrong file.
 */
final class DirectorySource implements TableSource {
  private final List<StagedFile> files;

  private DirectorySource(List<StagedFile> files) {
    this.files = files;
  }

  static boolean isNext(TokenStream in) {
    return in.isCall("DIRECTORY");
  }

  static SourceReference parse(TokenStream in) {
    in.expect("DIRECTORY");
    in.expectSymbol("(");
    in.expectSymbol("@");
    QualifiedName name = QualifiedName.parse(in);
    in.expectSymbol(")");
    return context -> open(name, context);
  }

  private static DirectorySource open(QualifiedName name, StatementContext context) {
    ObjectName full = name.resolve(context.session());
    context.access().require(Securable.inSchema(ObjectKind.STAGE, full), Grant.USAGE);
    Stage stage = context.account().requireStage(full);
    stage.requireDirectory();
    stage.follow(context.stages());
    return new DirectorySource(List.copyOf(stage.filesAt(Long.MAX_VALUE).values()));
  }

  @Override
  public List<String> columns() {
    return StagedFileColumns.NAMES;
  }

  @Override
  public List<String> unreadableColumns() {
    return List.of();
  }

  @Override
  public String sql(DataFiles data) {
    return EngineRows.sql(
        StagedFileColumns.TYPES, files.stream().map(StagedFileColumns::literals).toList());
  }
}
