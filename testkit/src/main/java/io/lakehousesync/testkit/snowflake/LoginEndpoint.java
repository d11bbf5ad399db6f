package io.lakehousesync.testkit.snowflake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens sessions. A database or schema that does not exist is not an error of the login, as in
 * Snowflake: the session then has none. A role that the user does not have is one, 390189.
 */
final class LoginEndpoint {
  private final Credentials credentials;
  private final Sessions sessions;
  private final Catalog catalog;
  private final AtomicLong ids = new AtomicLong(1_000_000);

  LoginEndpoint(Credentials credentials, Sessions sessions, Catalog catalog) {
    this.credentials = credentials;
    this.sessions = sessions;
    this.catalog = catalog;
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
        .flatMap(catalog.databases()::find)
        .ifPresent(
            database -> {
              session.use(database);
              identifier(query, "schemaName")
                  .flatMap(database.schemas()::find)
                  .ifPresent(schema -> session.use(database.name(), schema.name()));
            });
    String role = identifier(query, "roleName").orElse(Grants.ADMIN);
    if (!catalog.isOfUser(role)) {
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
