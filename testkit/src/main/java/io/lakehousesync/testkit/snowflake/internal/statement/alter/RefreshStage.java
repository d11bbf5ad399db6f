package io.lakehousesync.testkit.snowflake.internal.statement.alter;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.storage.StagedFile;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code ALTER STAGE [IF EXISTS] name REFRESH}. Source: docs.snowflake.com, "ALTER STAGE"
 * (/en/sql-reference/sql/alter-stage). SUBPATH and all other changes of a stage are rejected. The
 * result names the files that are new or changed. Its columns are a guess.
 */
public record RefreshStage(boolean ifExists, QualifiedName name) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(RefreshStage::parse, "ALTER STAGE");

  private static final List<ResultColumn> COLUMNS =
      List.of(
          ResultColumn.text("file"), ResultColumn.text("status"), ResultColumn.text("description"));

  static RefreshStage parse(TokenStream in) {
    boolean ifExists = in.accept("IF", "EXISTS");
    QualifiedName name = QualifiedName.parse(in);
    in.expect("REFRESH");
    return new RefreshStage(ifExists, name);
  }

  /**
   * Needs OWNERSHIP, as other changes of a stage do. The privilege for a refresh is not documented.
   */
  @Override
  public void authorize(StatementContext context) {
    Securable stage = Securable.inSchema(ObjectKind.STAGE, name.resolve(context.session()));
    if (!ifExists || context.access().finds(stage)) {
      context.access().requireOwnership(stage);
    }
  }

  @Override
  public Result execute(StatementContext context) {
    ObjectName stage = name.resolve(context.session());
    if (ifExists && !context.access().finds(Securable.inSchema(ObjectKind.STAGE, stage))) {
      return Result.ddl("Statement executed successfully, stage did not exist.");
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (StagedFile file : context.account().requireStage(stage).refresh(context.stages())) {
      rows.add(Arrays.asList(file.path(), "REGISTERED_NEW", "File registered successfully."));
    }
    return new Result(Result.Kind.DDL, COLUMNS, rows);
  }
}
