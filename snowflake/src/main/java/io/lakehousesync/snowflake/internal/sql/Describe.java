package io.lakehousesync.snowflake.internal.sql;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the result of DESCRIBE. The result has one row per property. The columns of the result
 * depend on the kind of object.
 */
public final class Describe {
  private Describe() {}

  /**
   * Returns the properties by their lower-case names, as one row. If a value is a JSON object, such
   * as the storage location of an external volume, the row also has the fields of this object.
   */
  public static Row properties(
      JdbcStatements snowflake, SnowflakeSql describe, SnowflakeName object) throws SQLException {
    Map<String, String> properties = new LinkedHashMap<>();
    for (Row row : snowflake.rows(describe.with(object))) {
      Optional<String> name = row.text("property").or(() -> row.text("name"));
      Optional<String> value = row.text("property_value").or(() -> row.text("value"));
      if (name.isPresent() && value.isPresent()) {
        properties.put(name.get().toLowerCase(Locale.ROOT), value.get());
        if (value.get().startsWith("{")) {
          JsonText.fields(value.get())
              .forEach((key, text) -> properties.put(key.toLowerCase(Locale.ROOT), text));
        }
      }
    }
    return new Row(properties);
  }

  /** Describes the first property whose value is not the wanted value. */
  public static Optional<String> difference(Row properties, Map<String, String> wanted) {
    return wanted.entrySet().stream()
        .filter(property -> !value(properties, property.getKey()).equals(property.getValue()))
        .findFirst()
        .map(
            property ->
                "%s is %s, not %s"
                    .formatted(
                        property.getKey(),
                        value(properties, property.getKey()),
                        property.getValue()));
  }

  private static String value(Row properties, String name) {
    return properties.text(name.toLowerCase(Locale.ROOT)).orElse("nothing");
  }
}
