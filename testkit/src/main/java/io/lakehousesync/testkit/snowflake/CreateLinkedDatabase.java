package io.lakehousesync.testkit.snowflake;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code CREATE DATABASE name LINKED_CATALOG = (CATALOG = 'integration' [, ALLOWED_NAMESPACES =
 * ('namespace', …)])}, with an integration of a Postgres instance. Source: docs.snowflake.com,
 * "CREATE DATABASE (catalog-linked)" (/en/sql-reference/sql/create-database-catalog-linked). Its
 * other options are refused, and so are OR REPLACE and IF NOT EXISTS, which its syntax has not.
 */
record CreateLinkedDatabase(String name, Database.Link link) implements Statement {
  static CreateLinkedDatabase parse(String name, CreateMode mode, TokenStream in) {
    if (mode != CreateMode.FAIL_IF_EXISTS) {
      throw in.unexpected();
    }
    in.expect("LINKED_CATALOG");
    in.expectSymbol("=");
    in.expectSymbol("(");
    in.expect("CATALOG");
    in.expectSymbol("=");
    String integration = QualifiedName.parseSimpleString(in.string());
    List<String> namespaces = new ArrayList<>();
    if (in.acceptSymbol(",")) {
      in.expect("ALLOWED_NAMESPACES");
      in.expectSymbol("=");
      in.expectSymbol("(");
      do {
        namespaces.add(in.string());
      } while (in.acceptSymbol(","));
      in.expectSymbol(")");
    }
    in.expectSymbol(")");
    return new CreateLinkedDatabase(name, new Database.Link(integration, List.copyOf(namespaces)));
  }

  /** Needs CREATE DATABASE on the account, and USAGE on the integration. */
  @Override
  public void authorize(StatementContext context) {
    context.access().requireOnAccount("CREATE DATABASE");
    context
        .access()
        .require(Securable.of(ObjectKind.CATALOG_INTEGRATION, link.integration()), Grant.USAGE);
  }

  @Override
  public Result execute(StatementContext context) {
    if (context.catalog().catalogIntegrations().require(link.integration()).postgres().isEmpty()) {
      throw SnowflakeError.autoRefresh("LINKED_CATALOG is not for CATALOG_SOURCE = OBJECT_STORE");
    }
    new Creation(Securable.of(ObjectKind.DATABASE, name), CreateMode.FAIL_IF_EXISTS)
        .on(context.catalog().databases(), () -> Database.linked(name, link), context);
    return Creation.status(true, "Database", name);
  }
}
