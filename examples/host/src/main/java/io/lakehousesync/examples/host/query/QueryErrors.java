package io.lakehousesync.examples.host.query;

import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.snowflake.SnowflakeConfiguration;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Explains why a server refused a statement, and what to do. */
final class QueryErrors {
  private static final int NAMES = 5;

  /**
   * PostgreSQL's undefined_table and invalid_schema_name.
   *
   * <p>Source: PostgreSQL's documentation, "PostgreSQL Error Codes".
   */
  private static final Set<String> NOT_IN_POSTGRES = Set.of("42P01", "3F000");

  private static final String READ_ONLY = "25006";

  /** Snowflake: "Object does not exist or not authorized", for tables and for other objects. */
  private static final Set<Integer> NOT_IN_SNOWFLAKE = Set.of(2003, 2043);

  /** Snowflake: "No active warehouse selected in the current session". */
  private static final int NO_WAREHOUSE = 606;

  private QueryErrors() {}

  static UserException of(SQLException e, Side side, SyncConfiguration configuration) {
    String reason =
        Printable.message(String.valueOf(e.getMessage()))
            .replaceFirst("^ERROR: ", "")
            .replaceFirst(" Position: (\\d+)$", " at character $1")
            .replaceFirst("\\.$", "");
    return new UserException(
        Kind.FAILURE,
        "%s refused the statement: %s.%s"
            .formatted(
                side == Side.CATALOG ? "Snowflake" : "PostgreSQL",
                reason,
                advice(e, side, configuration)),
        e);
  }

  private static String advice(SQLException e, Side side, SyncConfiguration configuration) {
    if (side != Side.CATALOG) {
      String state = String.valueOf(e.getSQLState());
      if (state.equals(READ_ONLY)) {
        return " query runs in a read-only transaction; send writes with psql.";
      }
      return NOT_IN_POSTGRES.contains(state)
          ? " The configuration has " + names(side, configuration) + "."
          : "";
    }
    if (e.getErrorCode() == NO_WAREHOUSE) {
      return " Set snowflake.warehouse, or a default warehouse of the user.";
    }
    return NOT_IN_SNOWFLAKE.contains(e.getErrorCode())
        ? " The configuration has %s in %s, which setup --apply creates."
            .formatted(
                names(side, configuration),
                SnowflakeConfiguration.of(configuration.settings()).schema())
        : "";
  }

  private static String names(Side side, SyncConfiguration configuration) {
    List<String> names =
        configuration.tables().values().stream()
            .map(table -> name(side, table))
            .distinct()
            .toList();
    String first = String.join(", ", names.subList(0, Math.min(NAMES, names.size())));
    return names.size() > NAMES ? "%s and %d more".formatted(first, names.size() - NAMES) : first;
  }

  private static String name(Side side, SyncTable table) {
    return switch (side) {
      case HEAP -> table.source().toString();
      case ICEBERG -> table.target().toString();
      case CATALOG ->
          table.catalogName().orElseGet(() -> table.target().name().toUpperCase(Locale.ROOT));
    };
  }
}
