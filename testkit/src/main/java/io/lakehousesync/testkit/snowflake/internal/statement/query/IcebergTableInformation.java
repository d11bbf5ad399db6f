package io.lakehousesync.testkit.snowflake.internal.statement.query;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Bindings.Binding;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION('name') [AS alias]}. The name in the string
 * may be qualified and quoted. It may be a bind variable.
 *
 * <p>Source: docs.snowflake.com, "SYSTEM$GET_ICEBERG_TABLE_INFORMATION"
 * (/en/sql-reference/functions/system_get_iceberg_table_information). Other system functions are
 * rejected.
 *
 * @param name the name, or empty for a bind variable
 * @param label the label of the only column
 */
public record IcebergTableInformation(Optional<String> name, String label) implements Statement {
  private static final String FUNCTION = "SYSTEM$GET_ICEBERG_TABLE_INFORMATION";

  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(IcebergTableInformation::parse, "SELECT " + FUNCTION);

  static IcebergTableInformation parse(TokenStream in) {
    in.expectSymbol("(");
    String argument = in.peek().text();
    Optional<String> name = in.acceptSymbol("?") ? Optional.empty() : Optional.of(in.string());
    in.expectSymbol(")");
    String label = in.accept("AS") ? in.identifier() : FUNCTION + "(" + argument + ")";
    in.end();
    return new IcebergTableInformation(name, label);
  }

  /** Needs OWNERSHIP of the table. */
  @Override
  public void authorize(StatementContext context) {
    context.access().requireOwnership(Securable.table(table(context)));
  }

  @Override
  public Result execute(StatementContext context) {
    return Result.oneRow(
        List.of(ResultColumn.text(label)),
        context.account().requireTable(table(context)).information(context.account()));
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(Result.Kind.SELECT, List.of(ResultColumn.text(label)), List.of());
  }

  private ObjectName table(StatementContext context) {
    String text = name.orElseGet(() -> bound(context.bindings().values()));
    return QualifiedName.parseString(text).resolve(context.session());
  }

  private static String bound(List<Binding> bindings) {
    @Nullable String value = bindings.size() == 1 ? bindings.get(0).value() : null;
    if (value == null) {
      throw SnowflakeError.notSupported("the argument of " + FUNCTION + " is not bound.");
    }
    return Objects.requireNonNull(value);
  }
}
