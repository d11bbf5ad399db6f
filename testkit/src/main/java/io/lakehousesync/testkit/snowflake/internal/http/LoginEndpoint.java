package io.lakehousesync.testkit.snowflake.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.session.Credentials;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.session.SessionParameters;
import io.lakehousesync.testkit.snowflake.internal.session.Sessions;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens sessions. As in Snowflake, a login succeeds even if its database or schema does not exist.
 * The session then has no current database or schema. A login with a role that the user does not
 * have fails with error 390189.
 */
public final class LoginEndpoint {
  private final Credentials credentials;
  private final Sessions sessions;
  private final AccountObjects account;
  private final AtomicLong ids = new AtomicLong(1_000_000);

  public LoginEndpoint(Credentials credentials, Sessions sessions, AccountObjects account) {
    this.credentials = credentials;
    this.sessions = sessions;
    this.account = account;
  }

  ObjectNode login(JsonNode request, Map<String, String> query) {
    JsonNode login = request.path("data");
    if (!credentials.accept(login)) {
      throw new SnowflakeError("390100", "08001", "Incorrect username or password was specified.");
    }
    Session session = new Session(Long.toString(ids.incrementAndGet()));
    for (Map.Entry<String, JsonNode> parameter : login.path("SESSION_PARAMETERS").properties()) {
      if (SessionParameters.knows(parameter.getKey())) {
        session.setParameter(parameter.getKey(), parameter.getValue().asText());
      }
    }
    identifier(query, "databaseName")
        .flatMap(account.databases()::find)
        .ifPresent(
            database -> {
              database.useIn(session);
              identifier(query, "schemaName")
                  .flatMap(database.schemas()::find)
                  .ifPresent(schema -> session.use(database.name(), schema.name()));
            });
    String role = identifier(query, "roleName").orElse(Grants.ADMIN);
    if (!account.isOfUser(role)) {
      throw SnowflakeError.roleOfLogin(role);
    }
    session.useRole(role);
    identifier(query, "warehouse").ifPresent(session::useWarehouse);
    return Replies.login(session, sessions.open(session));
  }

  private static Optional<String> identifier(Map<String, String> query, String key) {
    return Optional.ofNullable(query.get(key))
        .filter(name -> !name.isEmpty())
        .map(QualifiedName::parseSimpleString);
  }
}
