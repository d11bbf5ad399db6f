package io.lakehousesync.testkit.snowflake.internal.account;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.Optional;

/**
 * Finds the objects that use another object. An object that is in use cannot be replaced or
 * dropped.
 *
 * <p>Sources on docs.snowflake.com: "DROP EXTERNAL VOLUME"
 * (/en/sql-reference/sql/drop-external-volume), "DROP CATALOG INTEGRATION"
 * (/en/sql-reference/sql/drop-catalog-integration) and "DROP NETWORK POLICY"
 * (/en/sql-reference/sql/drop-network-policy). By the last page, accounts, users and security
 * integrations use network policies. The stand-in adds two rules of its own: a Postgres instance
 * uses its network policy and its storage integration, and a network policy uses its rules. A
 * client that drops them in the wrong order therefore fails. A mirror uses its Postgres instance;
 * source: "Create a mirror" (/en/user-guide/snowflake-postgres/postgres-data-mirroring-create).
 */
public final class Dependents {
  private Dependents() {}

  /**
   * Checks that no other object uses this object.
   *
   * @throws SnowflakeError 099907 if an object uses it
   */
  public static void check(Securable object, AccountObjects account) {
    find(object, account)
        .ifPresent(
            by -> {
              throw SnowflakeError.inUse(object.kind(), object.toString(), by);
            });
  }

  /**
   * Checks, before an object is replaced, that no other object uses it. Exception: a network rule
   * may be replaced while policies use the rule.
   */
  public static void checkReplaceable(Securable object, AccountObjects account) {
    if (object.kind() != ObjectKind.NETWORK_RULE) {
      check(object, account);
    }
  }

  private static Optional<String> find(Securable object, AccountObjects account) {
    String name = object.toString();
    return switch (object.kind()) {
      case EXTERNAL_VOLUME ->
          account
              .tables()
              .filter(table -> table.externalVolume().equals(name))
              .findFirst()
              .map(Dependents::label);
      case CATALOG_INTEGRATION ->
          account
              .tables()
              .filter(table -> table.catalogIntegration().equals(name))
              .findFirst()
              .map(Dependents::label)
              .or(() -> linkedDatabase(name, account));
      case NETWORK_RULE ->
          account.networkPolicies().all().stream()
              .filter(policy -> policy.uses(name))
              .findFirst()
              .map(policy -> "network policy '" + policy.name() + "'");
      case NETWORK_POLICY, STORAGE_INTEGRATION ->
          account.postgresInstances().all().stream()
              .filter(each -> each.uses(object))
              .findFirst()
              .map(instance -> "Postgres instance '" + instance.name() + "'");
      case POSTGRES_INSTANCE ->
          account.mirrors().entrySet().stream()
              .filter(mirror -> mirror.getValue().equals(name))
              .findFirst()
              .map(mirror -> "mirror '" + mirror.getKey() + "'");
      default -> Optional.empty();
    };
  }

  private static Optional<String> linkedDatabase(String integration, AccountObjects account) {
    return account.databases().all().stream()
        .filter(each -> each.link().filter(to -> to.integration().equals(integration)).isPresent())
        .findFirst()
        .map(database -> "database '" + database.name() + "'");
  }

  private static String label(IcebergTable table) {
    return "Iceberg table '" + table.name() + "'";
  }
}
