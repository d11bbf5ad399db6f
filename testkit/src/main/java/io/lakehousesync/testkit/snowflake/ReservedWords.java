package io.lakehousesync.testkit.snowflake;

import java.util.Set;

/**
 * Words that cannot be an identifier without quotes. Source: docs.snowflake.com, "Reserved &amp;
 * limited keywords" (/en/sql-reference/reserved-keywords); those reserved only as column names or
 * in scalar expressions are left out.
 */
final class ReservedWords {
  private static final Set<String> WORDS =
      Set.of(
          "ALL",
          "ALTER",
          "AND",
          "ANY",
          "AS",
          "BETWEEN",
          "BY",
          "CHECK",
          "COLUMN",
          "CONNECT",
          "CREATE",
          "CURRENT",
          "DELETE",
          "DISTINCT",
          "DROP",
          "ELSE",
          "EXISTS",
          "FOLLOWING",
          "FOR",
          "FROM",
          "GRANT",
          "GROUP",
          "HAVING",
          "IN",
          "INSERT",
          "INTERSECT",
          "INTO",
          "IS",
          "LIKE",
          "NOT",
          "NULL",
          "OF",
          "ON",
          "OR",
          "ORDER",
          "QUALIFY",
          "REGEXP",
          "REVOKE",
          "RLIKE",
          "ROW",
          "ROWS",
          "SAMPLE",
          "SELECT",
          "SET",
          "SOME",
          "START",
          "TABLE",
          "TABLESAMPLE",
          "THEN",
          "TO",
          "TRIGGER",
          "UNION",
          "UNIQUE",
          "UPDATE",
          "VALUES",
          "WHENEVER",
          "WHERE",
          "WITH");

  private ReservedWords() {}

  static boolean contains(String upperCase) {
    return WORDS.contains(upperCase);
  }
}
