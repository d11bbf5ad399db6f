package io.lakehousesync.testkit.snowflake.internal.grant;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The privileges that can be granted on each kind of object. Source: docs.snowflake.com, "Access
 * control privileges" (/en/user-guide/security-access-control-privileges). The stand-in rejects
 * ALL, and privileges on kinds of objects that it does not have.
 */
public final class Privileges {
  private Privileges() {}

  public static List<String> on(ObjectKind kind) {
    return switch (kind) {
      case ACCOUNT ->
          List.of(
              "CREATE DATABASE",
              "CREATE EXTERNAL VOLUME",
              "CREATE INTEGRATION",
              "CREATE NETWORK POLICY",
              "CREATE POSTGRES INSTANCE",
              "CREATE ROLE",
              "CREATE WAREHOUSE",
              "EXECUTE TASK",
              "EXECUTE MANAGED TASK",
              "MANAGE GRANTS");
      case DATABASE -> List.of("USAGE", "MONITOR", "MODIFY", "CREATE SCHEMA");
      case SCHEMA ->
          List.of(
              "USAGE",
              "MONITOR",
              "MODIFY",
              "CREATE ICEBERG TABLE",
              "CREATE TABLE",
              "CREATE STAGE",
              "CREATE STREAM",
              "CREATE PROCEDURE",
              "CREATE TASK",
              "CREATE NETWORK RULE");
      case TABLE -> List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES");
      case WAREHOUSE -> List.of("USAGE", "MONITOR", "MODIFY", "OPERATE");
      case POSTGRES_INSTANCE -> List.of("USAGE", "MODIFY", "OPERATE");
      case EXTERNAL_VOLUME,
          CATALOG_INTEGRATION,
          STORAGE_INTEGRATION,
          NETWORK_POLICY,
          STAGE,
          PROCEDURE ->
          List.of("USAGE");
      case STREAM -> List.of("SELECT");
      case TASK -> List.of("MONITOR", "OPERATE");
      case NETWORK_RULE, ROLE, USER -> List.of();
    };
  }

  /** Parses the privileges before ON, separated by commas. */
  public static Set<String> parse(TokenStream in) {
    Set<String> privileges = new LinkedHashSet<>();
    do {
      List<String> words = new ArrayList<>();
      while (!in.isNext("ON") && !in.peek().isSymbol(",")) {
        words.add(in.word());
      }
      if (!isKnown(String.join(" ", words))) {
        throw in.unexpected();
      }
      privileges.add(String.join(" ", words));
    } while (in.acceptSymbol(","));
    return privileges;
  }

  private static boolean isKnown(String privilege) {
    return Arrays.stream(ObjectKind.values()).anyMatch(kind -> on(kind).contains(privilege));
  }
}
