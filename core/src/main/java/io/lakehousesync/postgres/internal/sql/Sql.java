package io.lakehousesync.postgres.internal.sql;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.table.TableName;
import java.util.Collection;
import java.util.stream.Collectors;

/** Quotes names and literals for SQL. Each name from a caller goes through this class. */
public final class Sql {
  /** Our own schema, for checkpoints and queues. */
  public static final String SCHEMA = "lakehouse_sync";

  private static final String WITH_PARTITIONS =
      """
      (WITH RECURSIVE tree AS (
         SELECT {table} AS oid
         UNION ALL
         SELECT i.inhrelid
         FROM tree
         JOIN pg_catalog.pg_inherits AS i ON i.inhparent = tree.oid
         JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND c.relispartition)
       SELECT oid FROM tree)""";

  /**
   * One or two words. A literal is not a word, even if it begins with a letter, such as {@code
   * E'…'}. If the statement has more words, an ellipsis follows. PostgreSQL's own notes, in place
   * of a statement that this role must not see, are kept.
   */
  private static final String FIRST_WORDS =
      """
      (SELECT CASE
         WHEN q.text IN ('<insufficient privilege>', '<command string not enabled>') THEN q.text
         ELSE pg_catalog.concat_ws(' ', pg_catalog.regexp_replace(q.words, '\\s+', ' '),
                CASE WHEN q.words IS DISTINCT FROM pg_catalog.rtrim(q.text, E' \\n;') THEN '…' END)
         END
       FROM (SELECT s.text, pg_catalog.substring(s.text,
               '^\\s*([[:alpha:]_]+:?(?:\\s+[[:alpha:]_][[:alnum:]_.]*(?![''"&$[:alnum:]_.]))?)') AS words
             FROM (SELECT {query} AS text) AS s) AS q)""";

  private Sql() {}

  /** Returns a name in double quotes. */
  public static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Returns a qualified table name. */
  public static String table(TableName name) {
    return identifier(name.schema()) + '.' + identifier(name.name());
  }

  /** Returns the quoted columns, separated by commas. */
  public static String columns(Collection<String> names) {
    return names.stream().map(Sql::identifier).collect(Collectors.joining(", "));
  }

  /** Returns a string literal. */
  public static String literal(String text) {
    // E'' is safe with each value of standard_conforming_strings.
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** Returns a string constant between dollar quotes whose tag does not occur in the text. */
  public static String dollarQuoted(String text) {
    String tag = "$sync";
    for (int n = 1; text.contains(tag); n++) {
      tag = "$sync" + n;
    }
    return "%1$s$%2$s%1$s$".formatted(tag, text);
  }

  /**
   * Returns a query for the oids of a table and of its partitions at all levels. The result has one
   * column, {@code oid}. Unlike pg_partition_tree, the query does not wait for locks on these
   * tables.
   *
   * @param table an expression of type oid
   */
  public static String withPartitions(String table) {
    return SqlTemplate.of(WITH_PARTITIONS).with("table", table).sql();
  }

  /**
   * Returns an expression for the first two words of a statement, such as {@code INSERT INTO …}.
   * The rest of the statement of another session can contain passwords and personal data. A word
   * that is not a plain name can do so too, and is not part of the result.
   *
   * @param query an expression for the statement
   */
  public static String firstWords(String query) {
    return SqlTemplate.of(FIRST_WORDS).with("query", query).sql();
  }

  /**
   * Returns an expression for a value in a message. PostgreSQL shows the state of another session
   * only to a role with {@code pg_read_all_stats}.
   */
  public static String ifKnown(String expression) {
    return "coalesce(%s, 'unknown')".formatted(expression);
  }

  /** Returns an expression that formats a point in time as ISO 8601, in UTC. */
  public static String instant(String expression) {
    return "to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')".formatted(expression);
  }
}
