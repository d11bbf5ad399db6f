package io.lakehousesync.testkit.snowflake.internal.sql;

import java.util.Set;

/**
 * The words that cannot be an identifier without quotes. Source: docs.snowflake.com, "Reserved
 * &amp; limited keywords" (/en/sql-reference/reserved-keywords). Words that are reserved only as
 * column names or in scalar expressions are omitted.
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
