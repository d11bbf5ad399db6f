package io.lakehousesync.testkit.snowflake;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The object that GRANT, REVOKE and SHOW GRANTS name: {@code ACCOUNT}, or a kind and a name. An
 * Iceberg table may be named as a table, an integration has no kind, and the name of a procedure
 * ends in parentheses, which must be empty here.
 *
 * @param reference the object; empty for the account
 */
record GrantTarget(Optional<ObjectReference> reference) {
  private static final List<ObjectKind> KINDS =
      Stream.of(ObjectKind.values())
          .filter(kind -> kind != ObjectKind.ACCOUNT && kind != ObjectKind.USER)
          .filter(kind -> kind != ObjectKind.CATALOG_INTEGRATION)
          .filter(kind -> kind != ObjectKind.STORAGE_INTEGRATION)
          .toList();

  static GrantTarget parse(TokenStream in) {
    if (in.accept("ACCOUNT")) {
      return new GrantTarget(Optional.empty());
    }
    if (in.accept("INTEGRATION")) {
      return of(ObjectKind.STORAGE_INTEGRATION, in);
    }
    if (in.accept("ICEBERG", "TABLE")) {
      return of(ObjectKind.TABLE, in);
    }
    ObjectKind kind =
        KINDS.stream().filter(each -> each.accept(in)).findFirst().orElseThrow(in::unexpected);
    GrantTarget target = of(kind, in);
    if (kind == ObjectKind.PROCEDURE) {
      in.expectSymbol("(");
      in.expectSymbol(")");
    }
    return target;
  }

  private static GrantTarget of(ObjectKind kind, TokenStream in) {
    return new GrantTarget(Optional.of(ObjectReference.parse(kind, in)));
  }

  Securable resolve(StatementContext context) {
    return reference
        .map(each -> each.resolve(context.session()))
        .map(object -> integration(object, context.catalog()))
        .orElseGet(Securable::account);
  }

  /**
   * An integration is a storage integration, unless there is a catalog integration of that name.
   */
  private static Securable integration(Securable object, Catalog catalog) {
    boolean ofCatalog =
        object.kind() == ObjectKind.STORAGE_INTEGRATION
            && catalog.catalogIntegrations().find(object.last()).isPresent();
    return ofCatalog ? Securable.of(ObjectKind.CATALOG_INTEGRATION, object.last()) : object;
  }
}
