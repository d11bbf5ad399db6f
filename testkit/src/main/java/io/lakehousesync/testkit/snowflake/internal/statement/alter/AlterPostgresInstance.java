package io.lakehousesync.testkit.snowflake.internal.statement.alter;

import io.lakehousesync.testkit.snowflake.internal.account.NamedObjects;
import io.lakehousesync.testkit.snowflake.internal.integration.PostgresInstance;
import io.lakehousesync.testkit.snowflake.internal.integration.PostgresInstance.Operation;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList.Form;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreatePostgresInstance.Attachments;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code ALTER POSTGRES INSTANCE [IF EXISTS] name SET [NETWORK_POLICY = '…'] [STORAGE_INTEGRATION =
 * …] [COMMENT = '…']} and {@code … UNSET property [, …]} of the same properties.
 *
 * <p>Source: docs.snowflake.com, "ALTER POSTGRES INSTANCE"
 * (/en/sql-reference/sql/alter-postgres-instance). Other forms are rejected. In the documentation,
 * a network policy is attached when the instance is READY. The documentation does not say what
 * happens before this. In the stand-in, an earlier attachment is an error, also for a storage
 * integration. An ALTER soon after the creation or after another ALTER is an error, although the
 * instance is READY; see {@link PostgresInstance#requireIdle}.
 *
 * @param set the properties to set
 * @param unset the names of the properties to unset
 */
public record AlterPostgresInstance(
    boolean ifExists, String name, PropertyList set, Set<String> unset) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(AlterPostgresInstance::parse, "ALTER POSTGRES INSTANCE");

  private static final Map<String, Form> OPTIONS =
      Map.of("NETWORK_POLICY", Form.NAME, "STORAGE_INTEGRATION", Form.NAME, "COMMENT", Form.STRING);

  static AlterPostgresInstance parse(TokenStream in) {
    boolean ifExists = in.accept("IF", "EXISTS");
    String name = in.identifier();
    if (in.accept("UNSET")) {
      return new AlterPostgresInstance(ifExists, name, PropertyList.NONE, unset(in));
    }
    in.expect("SET");
    PropertyList set = PropertyList.parse(in, OPTIONS);
    if (set.isEmpty()) {
      throw in.unexpected();
    }
    return new AlterPostgresInstance(ifExists, name, set, Set.of());
  }

  private static Set<String> unset(TokenStream in) {
    Set<String> unset = new LinkedHashSet<>();
    do {
      if (!OPTIONS.containsKey(in.peek().value())) {
        throw in.unexpected();
      }
      unset.add(in.word());
    } while (in.acceptSymbol(","));
    return unset;
  }

  /** Needs MODIFY or OWNERSHIP, and USAGE on the attached objects. */
  @Override
  public void authorize(StatementContext context) {
    Securable instance = Securable.of(ObjectKind.POSTGRES_INSTANCE, name);
    if (!ifExists || context.access().finds(instance)) {
      context.access().require(instance, "MODIFY");
      Attachments.authorize(set, context.access());
    }
  }

  @Override
  public Result execute(StatementContext context) {
    NamedObjects<PostgresInstance> instances = context.account().postgresInstances();
    if (ifExists && !context.access().finds(Securable.of(ObjectKind.POSTGRES_INSTANCE, name))) {
      return Result.ddl("Statement executed successfully, instance did not exist.");
    }
    Instant now = context.clock().instant();
    PostgresInstance existing = instances.require(name);
    existing.requireReady(now);
    existing.requireIdle(now);
    Attachments attachments = Attachments.of(set, context);
    Operation operation =
        new Operation("ALTER", now.plus(context.account().postgresInstanceOperation()));
    instances.update(name, instance -> change(instance, attachments, operation));
    return Result.ddl("Statement executed successfully.");
  }

  private PostgresInstance change(
      PostgresInstance instance, Attachments attachments, Operation operation) {
    return instance.altered(
        value("COMMENT", set.find("COMMENT"), instance.comment()),
        value("NETWORK_POLICY", attachments.networkPolicy(), instance.networkPolicy()),
        value(
            "STORAGE_INTEGRATION", attachments.storageIntegration(), instance.storageIntegration()),
        operation);
  }

  private Optional<String> value(String property, Optional<String> given, Optional<String> before) {
    return unset.contains(property) ? Optional.empty() : given.or(() -> before);
  }
}
