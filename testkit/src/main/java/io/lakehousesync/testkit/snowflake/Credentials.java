package io.lakehousesync.testkit.snowflake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may log in: one user, by password or, if there is one, by token (authenticators
 * PROGRAMMATIC_ACCESS_TOKEN and OAUTH).
 *
 * @param user the user, whose case does not matter
 * @param password the password
 * @param token the token
 */
record Credentials(String user, String password, Optional<String> token) {
  /** Whether the data of a login request are right. */
  boolean accept(JsonNode login) {
    String authenticator = login.path("AUTHENTICATOR").asText("SNOWFLAKE").toUpperCase(Locale.ROOT);
    return switch (authenticator) {
      case "SNOWFLAKE", "" ->
          login.path("LOGIN_NAME").asText().equalsIgnoreCase(user)
              && login.path("PASSWORD").asText().equals(password);
      case "PROGRAMMATIC_ACCESS_TOKEN", "OAUTH" ->
          token.isPresent() && login.path("TOKEN").asText().equals(token.get());
      default -> false;
    };
  }
}
