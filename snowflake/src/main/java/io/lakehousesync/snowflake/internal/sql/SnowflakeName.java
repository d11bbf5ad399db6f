package io.lakehousesync.snowflake.internal.sql;

import io.lakehousesync.table.SyncTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The name of an object in Snowflake. It has one to three parts, in the same upper and lower case
 * in which Snowflake stores them.
 *
 * <p>Rules: Snowflake's documentation, "Identifier requirements".
 */
public record SnowflakeName(List<String> parts) {
  private static final Pattern BARE = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");
  // With "+" instead of "++", the pattern would need one stack frame for each character.
  private static final Pattern PART =
      Pattern.compile("\\G(?:\"((?:[^\"]|\"\")++)\"|(" + BARE + "))(\\.|\\z)");

  public SnowflakeName {
    parts = List.copyOf(parts);
    if (parts.isEmpty() || parts.size() > 3 || parts.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("not a Snowflake name: " + parts);
    }
  }

  /** Parses a name as Snowflake does: a part without quotes is folded to upper case. */
  public static SnowflakeName parse(String text) {
    List<String> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(text);
    boolean more = true;
    while (more && matcher.find()) {
      String quoted = matcher.group(1);
      parts.add(
          quoted != null
              ? quoted.replace("\"\"", "\"")
              : matcher.group(2).toUpperCase(Locale.ROOT));
      more = !matcher.group(3).isEmpty();
    }
    if (more || parts.size() > 3) {
      throw new IllegalArgumentException(
          "'%s' is not a Snowflake name: write TABLE, SCHEMA.TABLE or DATABASE.SCHEMA.TABLE, with"
                  .formatted(text)
              + " double quotes around parts whose case matters");
    }
    return new SnowflakeName(parts);
  }

  /**
   * Parses the name of a schema.
   *
   * @throws IllegalArgumentException if it does not have two parts
   */
  public static SnowflakeName schema(String text) {
    SnowflakeName schema = parse(text);
    if (schema.parts.size() != 2) {
      throw new IllegalArgumentException("'%s' is not DATABASE.SCHEMA".formatted(text));
    }
    return schema;
  }

  /** Returns the name of the Iceberg table in Snowflake that serves a table of the sync. */
  public static SnowflakeName of(SyncTable table, List<String> namespace) {
    return table
        .catalogName()
        .map(SnowflakeName::parse)
        .orElseGet(() -> new SnowflakeName(List.of(table.target().name().toUpperCase(Locale.ROOT))))
        .in(namespace);
  }

  /**
   * Returns why these tables cannot be served together, and what to do: a name cannot be parsed, or
   * two tables have the same name. Then one of them would be served with the rows of the other.
   */
  public static List<String> problems(List<SyncTable> tables, List<String> namespace) {
    List<String> problems = new ArrayList<>();
    Map<SnowflakeName, SyncTable> byName = new HashMap<>();
    for (SyncTable table : tables) {
      try {
        SnowflakeName name = of(table, namespace);
        SyncTable other = byName.putIfAbsent(name, table);
        if (other != null) {
          problems.add(
              ("%s and %s are both the table %s in Snowflake. Give one of them another name there,"
                      + " with catalogName (in a configuration: table.<name>.catalog-name).")
                  .formatted(other, table, name));
        }
      } catch (IllegalArgumentException e) {
        problems.add("%s: %s.".formatted(table, e.getMessage()));
      }
    }
    return problems;
  }

  /** Returns this name in a schema. A name that already has a schema stays as it is. */
  public SnowflakeName in(List<String> namespace) {
    if (parts.size() > 1) {
      return this;
    }
    List<String> all = new ArrayList<>(namespace);
    all.addAll(parts);
    return new SnowflakeName(all);
  }

  /** Returns the name of an object in this database or schema. */
  public SnowflakeName child(String name) {
    List<String> all = new ArrayList<>(parts);
    all.add(name);
    return new SnowflakeName(all);
  }

  /** Returns the name without database and schema. */
  public String last() {
    return parts.get(parts.size() - 1);
  }

  /** Returns the name as SQL, with every part quoted. */
  public String sql() {
    return parts.stream().map(Literals::identifier).collect(Collectors.joining("."));
  }

  @Override
  public String toString() {
    return parts.stream()
        .map(
            part ->
                BARE.matcher(part).matches() && part.equals(part.toUpperCase(Locale.ROOT))
                    ? part
                    : Literals.identifier(part))
        .collect(Collectors.joining("."));
  }
}
