package io.lakehousesync.testkit.snowflake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code ALTER STAGE [IF EXISTS] name REFRESH}. Source: docs.snowflake.com, "ALTER STAGE"
 * (/en/sql-reference/sql/alter-stage). SUBPATH and all other changes of a stage are refused. The
 * result names the files that are new or changed; its columns are the stand-in's guess.
 */
record RefreshStage(boolean ifExists, QualifiedName name) implements Statement {
  private static final List<Column> COLUMNS =
      List.of(Column.text("file"), Column.text("status"), Column.text("description"));

  static RefreshStage parse(TokenStream in) {
    boolean ifExists = in.accept("IF", "EXISTS");
    QualifiedName name = QualifiedName.parse(in);
    in.expect("REFRESH");
    return new RefreshStage(ifExists, name);
  }

  /** Needs OWNERSHIP, as the other changes of a stage do; its own privilege is not documented. */
  @Override
  public void authorize(StatementContext context) {
    Securable stage = Securable.inSchema(ObjectKind.STAGE, name.table(context.session()));
    if (!ifExists || context.access().finds(stage)) {
      context.access().requireOwnership(stage);
    }
  }

  @Override
  public Result execute(StatementContext context) {
    TableName stage = name.table(context.session());
    if (ifExists && !context.access().finds(Securable.inSchema(ObjectKind.STAGE, stage))) {
      return Result.ddl("Statement executed successfully, stage did not exist.");
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (StagedFile file : context.catalog().requireStage(stage).refresh(context)) {
      rows.add(Arrays.asList(file.path(), "REGISTERED_NEW", "File registered successfully."));
    }
    return new Result(Result.Kind.DDL, COLUMNS, rows);
  }
}
