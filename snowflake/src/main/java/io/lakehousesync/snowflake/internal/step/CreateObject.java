package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Creates an object that SHOW can list.
 *
 * @param show a SHOW statement. It may also list other objects, because LIKE ignores case, and an
 *     underscore is a wildcard. Snowflake's documentation names no escape for wildcards in SHOW.
 *     Therefore the names are not escaped, and this class compares each name exactly
 * @param name the last part of the object's name
 * @param comparison compares an existing object with the wanted object
 */
public record CreateObject(SetupStep step, String show, String name, Comparison comparison)
    implements SetupAction {
  /**
   * Compares an existing object with the wanted object. SHOW has returned a row for the existing
   * object. The result is empty if the objects are equal.
   */
  public interface Comparison {
    Comparison NONE = (snowflake, row) -> Optional.empty();

    Optional<String> difference(JdbcStatements snowflake, Row row) throws SQLException;
  }

  /**
   * Creates a step.
   *
   * @param drop the statement that drops the object; null if the object stays when the set-up is
   *     dropped
   */
  public static CreateObject of(
      String title,
      String create,
      @Nullable String drop,
      String show,
      SnowflakeName name,
      Comparison comparison) {
    SetupStep step =
        new SetupStep(title, List.of(create), drop == null ? List.of() : List.of(drop));
    return new CreateObject(step, show, name.last(), comparison);
  }

  /** Returns the steps for a database and a schema. Both stay when the set-up is dropped. */
  public static List<SetupAction> databaseAndSchema(SnowflakeName schema) {
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
  public Check check(JdbcStatements snowflake) throws SQLException {
    for (Row row : snowflake.rows(show)) {
      if (row.text("name").filter(name::equals).isPresent()) {
        return comparison.difference(snowflake, row).map(Check::different).orElse(Check.PRESENT);
      }
    }
    return Check.MISSING;
  }
}
