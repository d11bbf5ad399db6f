package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.account.Database;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code CREATE DATABASE name LINKED_CATALOG = (CATALOG = 'integration' [, ALLOWED_NAMESPACES =
 * ('namespace', …)], ALLOWED_WRITE_OPERATIONS = NONE)}, with an integration of a Postgres instance.
 * Source: docs.snowflake.com, "CREATE DATABASE (catalog-linked)"
 * (/en/sql-reference/sql/create-database-catalog-linked). Other options are rejected. The statement
 * has no OR REPLACE and no IF NOT EXISTS.
 *
 * <p>With an integration of a Postgres instance, ALLOWED_WRITE_OPERATIONS must be NONE. Its default
 * is ALL, with which a DROP in Snowflake would also remove the table and its data in PostgreSQL.
 * Source: docs.snowflake.com, "pg_lake in Snowflake Postgres"
 * (/en/user-guide/snowflake-postgres/postgres-pg_lake). The text of the error is not known.
 */
record CreateLinkedDatabase(String name, Database.Link link, boolean readOnly)
    implements Statement {
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
    boolean readOnly = false;
    while (in.acceptSymbol(",")) {
      if (in.accept("ALLOWED_WRITE_OPERATIONS")) {
        in.expectSymbol("=");
        readOnly = in.accept("NONE");
        if (!readOnly) {
          in.expect("ALL");
        }
      } else {
        in.expect("ALLOWED_NAMESPACES");
        in.expectSymbol("=");
        in.expectSymbol("(");
        do {
          namespaces.add(in.string());
        } while (in.acceptSymbol(","));
        in.expectSymbol(")");
      }
    }
    in.expectSymbol(")");
    return new CreateLinkedDatabase(
        name, new Database.Link(integration, List.copyOf(namespaces)), readOnly);
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
    if (context.account().catalogIntegrations().require(link.integration()).postgres().isEmpty()) {
      throw SnowflakeError.autoRefresh(
          "LINKED_CATALOG cannot be used with CATALOG_SOURCE = OBJECT_STORE");
    }
    if (!readOnly) {
      throw SnowflakeError.missingOption("ALLOWED_WRITE_OPERATIONS = NONE");
    }
    new Creation(Securable.of(ObjectKind.DATABASE, name), CreateMode.FAIL_IF_EXISTS)
        .on(context.account().databases(), () -> Database.linked(name, link), context);
    return Creation.status(true, "Database", name);
  }
}
