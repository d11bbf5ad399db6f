package io.lakehousesync.testkit.snowflake;

import java.util.Optional;

/**
 * What keeps an object from being replaced or dropped.
 *
 * <p>Sources on docs.snowflake.com: "DROP EXTERNAL VOLUME" (/en/sql-reference/sql/
 * drop-external-volume), "DROP CATALOG INTEGRATION"
 * (/en/sql-reference/sql/drop-catalog-integration) and "DROP NETWORK POLICY"
 * (/en/sql-reference/sql/drop-network-policy), which names accounts, users and security
 * integrations. That a Postgres instance holds its network policy and its storage integration too,
 * and a network policy its rules, is the stand-in's choice: a client that removes them in the wrong
 * order finds out.
 */
final class Dependents {
  private Dependents() {}

  /**
   * Checks that nothing uses an object.
   *
   * @throws SnowflakeError 099907 if something does
   */
  static void check(Securable object, Catalog catalog) {
    find(object, catalog)
        .ifPresent(
            by -> {
              throw SnowflakeError.inUse(object.kind(), object.toString(), by);
            });
  }

  /** Checks the same before it is replaced: a network rule may be, while policies use it. */
  static void checkReplaceable(Securable object, Catalog catalog) {
    if (object.kind() != ObjectKind.NETWORK_RULE) {
      check(object, catalog);
    }
  }

  private static Optional<String> find(Securable object, Catalog catalog) {
    String name = object.toString();
    return switch (object.kind()) {
      case EXTERNAL_VOLUME ->
          catalog
              .tables()
              .filter(table -> table.externalVolume().equals(name))
              .findFirst()
              .map(Dependents::label);
      case CATALOG_INTEGRATION ->
          catalog
              .tables()
              .filter(table -> table.catalogIntegration().equals(name))
              .findFirst()
              .map(Dependents::label)
              .or(() -> linkedDatabase(name, catalog));
      case NETWORK_RULE ->
          catalog.networkPolicies().all().stream()
              .filter(policy -> policy.uses(name))
              .findFirst()
              .map(policy -> "network policy '" + policy.name() + "'");
      case NETWORK_POLICY, STORAGE_INTEGRATION ->
          catalog.postgresInstances().all().stream()
              .filter(each -> each.uses(object))
              .findFirst()
              .map(instance -> "Postgres instance '" + instance.name() + "'");
      default -> Optional.empty();
    };
  }

  private static Optional<String> linkedDatabase(String integration, Catalog catalog) {
    return catalog.databases().all().stream()
        .filter(each -> each.link().filter(to -> to.integration().equals(integration)).isPresent())
        .findFirst()
        .map(database -> "database '" + database.name() + "'");
  }

  private static String label(IcebergTable table) {
    return "Iceberg table '" + table.name() + "'";
  }
}
