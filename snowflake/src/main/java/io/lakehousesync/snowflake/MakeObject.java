package io.lakehousesync.snowflake;

import io.lakehousesync.snowflake.JdbcStatements.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes an object that SHOW can find.
 *
 * @param show a SHOW statement, which may list others, too: LIKE ignores case, and an underscore is
 *     a wildcard
 * @param name the last part of the object's name
 * @param comparison how the object that was found differs from the wanted one
 */
record MakeObject(SetupStep step, String show, String name, Comparison comparison)
    implements SetupAction {
  /** Empty if the object, with its row from SHOW, is as it should be; otherwise the difference. */
  interface Comparison {
    Comparison NONE = (snowflake, row) -> Optional.empty();

    Optional<String> difference(JdbcStatements snowflake, Row row) throws SQLException;
  }

  /**
   * @param drop null if the object stays when the set-up is dropped
   */
  static MakeObject of(
      String title,
      String create,
      @Nullable String drop,
      String show,
      SnowflakeName name,
      Comparison comparison) {
    SetupStep step =
        new SetupStep(title, List.of(create), drop == null ? List.of() : List.of(drop));
    return new MakeObject(step, show, name.last(), comparison);
  }

  /** A schema, and its database before it. Both stay when the set-up is dropped. */
  static List<SetupAction> databaseAndSchema(SnowflakeName schema) {
    SnowflakeName database = new SnowflakeName(schema.parts().subList(0, 1));
    return List.of(
        of(
            "database " + database,
            SnowflakeSql.CREATE_DATABASE.with(database),
            null,
            SnowflakeSql.SHOW_DATABASES.with(database.last()),
            database,
            Comparison.NONE),
        of(
            "schema " + schema,
            SnowflakeSql.CREATE_SCHEMA.with(schema),
            null,
            SnowflakeSql.SHOW_SCHEMAS.with(schema.last(), database),
            schema,
            Comparison.NONE));
  }

  @Override
  public Look look(JdbcStatements snowflake) throws SQLException {
    for (Row row : snowflake.rows(show)) {
      if (row.text("name").filter(name::equals).isPresent()) {
        return comparison.difference(snowflake, row).map(Look::different).orElse(Look.PRESENT);
      }
    }
    return Look.MISSING;
  }
}
