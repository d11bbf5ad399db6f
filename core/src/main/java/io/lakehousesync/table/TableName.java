package io.lakehousesync.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a PostgreSQL table, as PostgreSQL's system catalog spells it. Immutable.
 *
 * <p>This class does not limit the length of a name, because the limit depends on the server. It is
 * 63 bytes unless the server was compiled with another limit. Set-ups, checks and copies refuse
 * longer names.
 *
 * @param schema the schema's name, case included
 * @param name the table's name, case included
 */
public record TableName(String schema, String name) {
  /** The schema of a name that is written without a schema. */
  public static final String DEFAULT_SCHEMA = "public";

  private static final Pattern BARE = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");
  // With "+" instead of "++", the pattern would need one stack frame for each character.
  private static final Pattern PART =
      Pattern.compile("\\G(?:\"((?:[^\"]|\"\")++)\"|(" + BARE + "))(\\.|\\z)");

  /**
   * Checks that both parts are given.
   *
   * @throws IllegalArgumentException if a part is empty
   */
  public TableName {
    if (schema.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException(
          "a table name needs a schema and a name, got \"%s\".\"%s\"".formatted(schema, name));
    }
  }

  /**
   * Reads a name as PostgreSQL does: {@code table} or {@code schema.table}. Each part can be in
   * double quotes. Parts without quotes are folded to lower case. The default schema is {@value
   * #DEFAULT_SCHEMA}.
   *
   * @throws IllegalArgumentException if {@code text} is not such a name
   */
  public static TableName parse(String text) {
    List<String> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(text);
    boolean more = true;
    while (more && matcher.find()) {
      String quoted = matcher.group(1);
      parts.add(
          quoted != null
              ? quoted.replace("\"\"", "\"")
              : matcher.group(2).toLowerCase(Locale.ROOT));
      more = !matcher.group(3).isEmpty();
    }
    if (more || parts.size() > 2) {
      throw new IllegalArgumentException(
          "'%s' is not a table name: write table, schema.table or \"Schema\".\"Table\""
              .formatted(text));
    }
    return parts.size() == 2
        ? new TableName(parts.get(0), parts.get(1))
        : new TableName(DEFAULT_SCHEMA, parts.get(0));
  }

  /** Returns the name as {@link #parse} reads it, with quotes only if they are necessary. */
  @Override
  public String toString() {
    return part(schema) + "." + part(name);
  }

  private static String part(String text) {
    return BARE.matcher(text).matches() && text.equals(text.toLowerCase(Locale.ROOT))
        ? text
        : '"' + text.replace("\"", "\"\"") + '"';
  }
}
