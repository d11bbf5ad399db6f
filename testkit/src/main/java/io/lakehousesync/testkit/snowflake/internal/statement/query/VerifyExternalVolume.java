package io.lakehousesync.testkit.snowflake.internal.statement.query;

import io.lakehousesync.testkit.snowflake.internal.integration.ExternalVolume;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.List;

/**
 * {@code SELECT SYSTEM$VERIFY_EXTERNAL_VOLUME('name') [AS alias]}.
 *
 * <p>Source: docs.snowflake.com, "SYSTEM$VERIFY_EXTERNAL_VOLUME"
 * (/en/sql-reference/functions/system_verify_external_volume). A bind variable is rejected.
 *
 * @param name the volume
 * @param label the label of the only column
 */
public record VerifyExternalVolume(String name, String label) implements Statement {
  private static final String FUNCTION = "SYSTEM$VERIFY_EXTERNAL_VOLUME";

  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(VerifyExternalVolume::parse, "SELECT " + FUNCTION);

  static VerifyExternalVolume parse(TokenStream in) {
    in.expectSymbol("(");
    String argument = in.peek().text();
    String name = QualifiedName.parseSimpleString(in.string());
    in.expectSymbol(")");
    String label = in.accept("AS") ? in.identifier() : FUNCTION + "(" + argument + ")";
    in.end();
    return new VerifyExternalVolume(name, label);
  }

  @Override
  public void authorize(StatementContext context) {
    context.access().requireOwnership(Securable.of(ObjectKind.EXTERNAL_VOLUME, name));
  }

  @Override
  public Result execute(StatementContext context) {
    ExternalVolume volume = context.account().externalVolumes().require(name);
    return Result.oneRow(
        List.of(ResultColumn.text(label)), volume.verify(context.metadata().storageCheck()));
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(Result.Kind.SELECT, List.of(ResultColumn.text(label)), List.of());
  }
}
