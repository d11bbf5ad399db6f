package io.lakehousesync.testkit.snowflake;

import java.util.List;

/**
 * {@code DIRECTORY(@stage)}: the files of a stage's directory table. Source: docs.snowflake.com,
 * "Query directory tables" (/en/user-guide/data-load-dirtables-query).
 *
 * <p>LAST_MODIFIED has the resolution of a second, which is S3's. MD5 is the ETag, as it is in S3
 * for a file that was uploaded in one part. Rows come in the order of the paths, the oldest of
 * pg_lake's metadata files first: who sorts by LAST_MODIFIED alone gets the wrong one of two.
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
    TableName full = name.table(context.session());
    context.access().require(Securable.inSchema(ObjectKind.STAGE, full), Grant.USAGE);
    Stage stage = context.catalog().requireStage(full);
    stage.requireDirectory();
    stage.follow(context);
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
