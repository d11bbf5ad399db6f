package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.Bindings.Binding;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION('name') [AS alias]}. The name in the string
 * may be qualified and quoted; a bind variable may give it.
 *
 * <p>Source: docs.snowflake.com, "SYSTEM$GET_ICEBERG_TABLE_INFORMATION"
 * (/en/sql-reference/functions/system_get_iceberg_table_information). Other system functions are
 * refused.
 *
 * @param name the name, or empty if a bind variable gives it
 * @param label the label of the only column
 */
record SystemFunction(Optional<String> name, String label) implements Statement {
  private static final String FUNCTION = "SYSTEM$GET_ICEBERG_TABLE_INFORMATION";

  static boolean isNext(TokenStream in) {
    return in.isNext("SELECT", FUNCTION);
  }

  static SystemFunction parse(TokenStream in) {
    in.expect("SELECT", FUNCTION);
    in.expectSymbol("(");
    String argument = in.peek().text();
    Optional<String> name = in.acceptSymbol("?") ? Optional.empty() : Optional.of(in.string());
    in.expectSymbol(")");
    String label = in.accept("AS") ? in.identifier() : FUNCTION + "(" + argument + ")";
    in.end();
    return new SystemFunction(name, label);
  }

  /** Needs OWNERSHIP of the table. */
  @Override
  public void authorize(StatementContext context) {
    context.access().requireOwnership(Securable.table(table(context)));
  }

  @Override
  public Result execute(StatementContext context) {
    String location = context.catalog().requireTable(table(context)).served().metadataLocation();
    return Result.oneRow(List.of(Column.text(label)), Json.icebergTableInformation(location));
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(Result.Kind.SELECT, List.of(Column.text(label)), List.of());
  }

  private TableName table(StatementContext context) {
    String text = name.orElseGet(() -> bound(context.bindings().values()));
    return QualifiedName.parseString(text).table(context.session());
  }

  private static String bound(List<Binding> bindings) {
    @Nullable String value = bindings.size() == 1 ? bindings.get(0).value() : null;
    if (value == null) {
      throw SnowflakeError.notSupported("the argument of " + FUNCTION + " is not bound.");
    }
    return Objects.requireNonNull(value);
  }
}
