package io.lakehousesync.testkit.snowflake.internal.statement.grant;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectReference;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The object in GRANT, REVOKE and SHOW GRANTS: {@code ACCOUNT}, or a kind and a name. The statement
 * may call an Iceberg table a TABLE. It does not say which kind of integration an INTEGRATION is.
 * The name of a procedure ends in empty parentheses.
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
        KINDS.stream()
            .filter(each -> in.accept(each.words()))
            .findFirst()
            .orElseThrow(in::unexpected);
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
        .map(object -> integration(object, context.account()))
        .orElseGet(Securable::account);
  }

  /**
   * Returns the object that an INTEGRATION refers to. If a catalog integration has that name,
   * returns the catalog integration. Otherwise, returns the storage integration.
   */
  private static Securable integration(Securable object, AccountObjects account) {
    boolean ofCatalog =
        object.kind() == ObjectKind.STORAGE_INTEGRATION
            && account.catalogIntegrations().find(object.last()).isPresent();
    return ofCatalog ? Securable.of(ObjectKind.CATALOG_INTEGRATION, object.last()) : object;
  }
}
