package io.lakehousesync.examples.cli;

import java.util.List;
import java.util.Map;

/**
 * Messages of the library name the methods of its API, because most hosts are programs. The users
 * of a command need the name of the command, or of the key in the configuration.
 */
public final class CommandWords {
  private static final List<Map.Entry<String, String>> WORDS =
      List.of(
          Map.entry("(PgLakeSetup.newBaseline)", "(setup --new-baseline TABLE)"),
          Map.entry("(PgLakeSetup.teardown)", "(setup --teardown)"),
          Map.entry("(PgLakeSetup.applyGroups)", "(setup --apply)"),
          Map.entry("(PgLakeSetup)", "(setup --apply)"),
          Map.entry("(SnowflakeSetup)", "(setup --apply)"),
          Map.entry("(PgLakePrivileges.grantsForGroups)", "(setup --print --copy-role ROLE)"),
          Map.entry("(PgLakePrivileges)", "(setup --print --copy-role ROLE)"),
          Map.entry("(PgLakeVerifier)", "(verify --repair)"),
          Map.entry("(PgLakeDoctor)", "(doctor)"),
          Map.entry(
              "(SnowflakeRefresher.replace; setup --replace TABLE of the host application)",
              "(setup --replace TABLE)"),
          Map.entry("(SnowflakeConnections.warehouse)", "(snowflake.warehouse)"),
          Map.entry("configure createMissing(...)", "set snowflake.external-volume"),
          Map.entry("ChangeTracking.comparison()", "table.<name>.tracking=comparison"),
          Map.entry("ChangeTracking.ordered(...)", "table.<name>.column"),
          Map.entry("key(...)", "table.<name>.key"),
          Map.entry("columns(...)", "table.<name>.columns"),
          Map.entry("without(...)", "table.<name>.exclude-columns"),
          Map.entry("deletes(KEEP)", "table.<name>.deletes=keep"),
          Map.entry("deletes(APPLY)", "table.<name>.deletes=apply"),
          Map.entry("schemaEvolution(FULL)", "table.<name>.schema-evolution=full"));

  private CommandWords() {}

  /** Returns the message with the names of commands and keys. */
  public static String of(String message) {
    String words = message;
    for (Map.Entry<String, String> entry : WORDS) {
      words = words.replace(entry.getKey(), entry.getValue());
    }
    return words;
  }
}
