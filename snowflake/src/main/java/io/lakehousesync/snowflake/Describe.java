package io.lakehousesync.snowflake;

import io.lakehousesync.snowflake.JdbcStatements.Row;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads what DESCRIBE says of an object: a row per property, whose columns differ by kind. */
final class Describe {
  private Describe() {}

  /** The properties by their names in lower case, as one row. */
  static Row properties(JdbcStatements snowflake, SnowflakeSql describe, SnowflakeName object)
      throws SQLException {
    Map<String, String> properties = new LinkedHashMap<>();
    for (Row row : snowflake.rows(describe.with(object))) {
      Optional<String> name = row.text("property").or(() -> row.text("name"));
      Optional<String> value = row.text("property_value").or(() -> row.text("value"));
      if (name.isPresent() && value.isPresent()) {
        properties.put(name.get().toLowerCase(Locale.ROOT), value.get());
      }
    }
    return new Row(properties);
  }

  /** Names the first property whose value is not the wanted one. */
  static Optional<String> difference(Row properties, Map<String, String> wanted) {
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
