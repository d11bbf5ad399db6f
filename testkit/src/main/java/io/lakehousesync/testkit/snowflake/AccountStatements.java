package io.lakehousesync.testkit.snowflake;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The statements on objects of the account, but for tables: which class parses which. */
final class AccountStatements {
  private static final List<ObjectKind> KINDS =
      List.of(
          ObjectKind.POSTGRES_INSTANCE,
          ObjectKind.NETWORK_RULE,
          ObjectKind.NETWORK_POLICY,
          ObjectKind.STORAGE_INTEGRATION,
          ObjectKind.CATALOG_INTEGRATION,
          ObjectKind.EXTERNAL_VOLUME);
  private static final Map<String, Listing> OF_ACCOUNT =
      Map.of(
          "POSTGRES INSTANCES", new ShowPostgresInstances(),
          "STORAGE INTEGRATIONS", new ShowIntegrations(ObjectKind.STORAGE_INTEGRATION),
          "CATALOG INTEGRATIONS", new ShowIntegrations(ObjectKind.CATALOG_INTEGRATION),
          "EXTERNAL VOLUMES", new ShowExternalVolumes(),
          "DATABASES", new ShowDatabases(),
          "ROLES", new ShowRoles());
  private static final Map<String, Listing> IN_SCOPE =
      Map.of("SCHEMAS", new ShowSchemas(), "NETWORK RULES", new ShowNetworkRules());

  private AccountStatements() {}

  /** Takes a CREATE of one of the kinds, from the kind on. */
  static Statement create(CreateHead head, TokenStream in) {
    if (head.accept("POSTGRES", "INSTANCE")) {
      head.plain();
      return CreatePostgresInstance.parse(in);
    }
    if (head.accept("NETWORK", "RULE")) {
      return CreateNetworkRule.parse(head.orReplaceOnly(), in);
    }
    if (head.accept("NETWORK", "POLICY")) {
      return CreateNetworkPolicy.parse(head.mode(), in);
    }
    if (head.accept("STORAGE", "INTEGRATION")) {
      return CreateStorageIntegration.parse(head.mode(), in);
    }
    if (head.accept("ROLE")) {
      return CreateRole.parse(head.mode(), in);
    }
    throw in.unexpected();
  }

  /** Takes another statement on one of the kinds, if one comes next. */
  static Optional<Statement> parse(TokenStream in) {
    if (in.accept("GRANT")) {
      return Optional.of(grant(in));
    }
    if (in.accept("REVOKE")) {
      return Optional.of(
          in.accept("ROLE") ? GrantRole.parse(false, in) : GrantPrivileges.parse(false, in));
    }
    if (in.accept("SHOW", "GRANTS")) {
      return Optional.of(ShowGrants.parse(in));
    }
    if (in.accept("SHOW")) {
      return Optional.of(show(in));
    }
    if (in.accept("DESCRIBE") || in.accept("DESC")) {
      return Optional.of(new DescribeObject(ObjectReference.parse(kind(in), in)));
    }
    if (in.accept("DROP")) {
      return Optional.of(drop(in));
    }
    if (in.accept("ALTER", "POSTGRES", "INSTANCE")) {
      return Optional.of(AlterPostgresInstance.parse(in));
    }
    if (in.accept("ALTER", "CATALOG", "INTEGRATION")) {
      return Optional.of(AlterCatalogIntegration.parse(in));
    }
    return Optional.empty();
  }

  private static Statement grant(TokenStream in) {
    if (in.accept("OWNERSHIP")) {
      return GrantOwnership.parse(in);
    }
    return in.accept("ROLE") ? GrantRole.parse(true, in) : GrantPrivileges.parse(true, in);
  }

  private static Statement drop(TokenStream in) {
    if (in.accept("ROLE")) {
      return DropRole.parse(in);
    }
    if (in.accept("DATABASE")) {
      return DropObject.parse(ObjectKind.DATABASE, in);
    }
    if (in.accept("SCHEMA")) {
      return DropObject.parse(ObjectKind.SCHEMA, in);
    }
    return DropObject.parse(kind(in), in);
  }

  private static ObjectKind kind(TokenStream in) {
    return KINDS.stream().filter(kind -> kind.accept(in)).findFirst().orElseThrow(in::unexpected);
  }

  private static Statement show(TokenStream in) {
    if (in.accept("NETWORK", "POLICIES")) {
      return new ShowObjects(new ShowNetworkPolicies(), Optional.empty(), Optional.empty());
    }
    Optional<Listing> ofAccount = listing(OF_ACCOUNT, in);
    if (ofAccount.isPresent()) {
      return ShowObjects.ofAccount(ofAccount.get(), in);
    }
    return listing(IN_SCOPE, in)
        .map(listing -> ShowObjects.inScope(listing, in))
        .orElseThrow(in::unexpected);
  }

  private static Optional<Listing> listing(Map<String, Listing> listings, TokenStream in) {
    return listings.entrySet().stream()
        .filter(each -> in.accept(each.getKey().split(" ")))
        .findFirst()
        .map(Map.Entry::getValue);
  }
}
