package io.lakehousesync.examples.host.init;

import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.text.Printable;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The lines of a configuration, with comments. */
final class ConfigurationText {
  private static final int WIDTH = 100;
  private static final String PLAIN = "[a-z_][a-z0-9_$]*\\.[a-z_][a-z0-9_$]*";

  private final StringBuilder text = new StringBuilder();
  private final Set<String> names = new HashSet<>();

  /**
   * Starts a configuration of these heap tables. Each keeps its own name: {@code public."ORDERS"}
   * is not called {@code public.orders} if there is such a table.
   */
  ConfigurationText(Collection<TableName> tables) {
    tables.stream()
        .map(TableName::toString)
        .filter(name -> name.matches(PLAIN))
        .forEach(names::add);
  }

  /** Adds an empty line. */
  void gap() {
    text.append('\n');
  }

  /** Adds a comment. A line has at most 100 characters unless a word is longer. */
  void comment(String words) {
    // A cure is easier to copy if it begins a line.
    for (String part : words.split("(?= Cure: )", -1)) {
      line(part);
    }
  }

  private void line(String words) {
    StringBuilder line = new StringBuilder("#");
    for (String word : Printable.message(words).split(" ", -1)) {
      if (line.length() > 1 && line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder("#  ");
      }
      line.append(' ').append(word);
    }
    text.append(line).append('\n');
  }

  /** Adds a key that is set. Its value may refer to the environment. */
  void reference(String key, String value) {
    text.append(key).append('=').append(value).append('\n');
  }

  /** Adds a key that is set to exactly this value. */
  void value(String key, String value) {
    reference(key, escape(value));
  }

  /** Adds the keys of a table. */
  void table(SyncTable table) {
    keys(table, "");
  }

  /** Adds the keys of a table as comments, so that they have no effect. */
  void withoutEffect(SyncTable table) {
    keys(table, "#");
  }

  private void keys(SyncTable table, String before) {
    String name = name(table.source());
    String prefix = before + "table." + name + ".";
    if (!name.equals(table.source().toString())) {
      value(prefix + "source", table.source().toString());
    }
    value(prefix + "target", table.target().toString());
    value(prefix + "tracking", table.tracking().kind().id());
    table.mode().ifPresent(mode -> value(prefix + "mode", mode.name().toLowerCase(Locale.ROOT)));
    if (!table.key().isEmpty()) {
      value(prefix + "key", String.join(",", table.key()));
    }
    table.catalogName().ifPresent(inCatalog -> value(prefix + "catalog-name", inCatalog));
  }

  /** Returns a name that a key can contain without escapes. */
  private String name(TableName table) {
    String name = table.toString();
    if (name.matches(PLAIN)) {
      return name;
    }
    name =
        (table.schema() + "." + table.name())
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9_.]", "_");
    for (int i = 2; !names.add(name); i++) {
      name = name.replaceFirst("(~\\d+)?$", "~" + i);
    }
    return name;
  }

  /** Properties have escapes, and a configuration has references to the environment. */
  private static String escape(String value) {
    return value
        .replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t")
        .replace("${", "$${");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
