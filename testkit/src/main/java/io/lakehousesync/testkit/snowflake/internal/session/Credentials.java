package io.lakehousesync.testkit.snowflake.internal.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The credentials of the only user, who logs in with a password. If a token is set, the user may
 * also log in with the token (authenticators PROGRAMMATIC_ACCESS_TOKEN and OAUTH). If a public key
 * is set, the user may also log in with a key pair (authenticator SNOWFLAKE_JWT).
 *
 * @param user the user, whose case does not matter
 * @param password the password
 * @param token the token
 * @param publicKey the user's RSA_PUBLIC_KEY
 */
public record Credentials(
    String user, String password, Optional<String> token, Optional<PublicKey> publicKey) {
  public Credentials withUser(String other) {
    return new Credentials(other, password, token, publicKey);
  }

  public Credentials withPassword(String other) {
    return new Credentials(user, other, token, publicKey);
  }

  public Credentials withToken(String other) {
    return new Credentials(user, password, Optional.of(other), publicKey);
  }

  public Credentials withPublicKey(PublicKey other) {
    return new Credentials(user, password, token, Optional.of(other));
  }

  /** Returns whether a login request has the right credentials. */
  public boolean accept(JsonNode login) {
    String authenticator = login.path("AUTHENTICATOR").asText("SNOWFLAKE").toUpperCase(Locale.ROOT);
    return switch (authenticator) {
      case "SNOWFLAKE", "" ->
          login.path("LOGIN_NAME").asText().equalsIgnoreCase(user)
              && login.path("PASSWORD").asText().equals(password);
      case "PROGRAMMATIC_ACCESS_TOKEN", "OAUTH" ->
          token.isPresent() && login.path("TOKEN").asText().equals(token.get());
      case "SNOWFLAKE_JWT" ->
          publicKey.isPresent()
              && KeyPairToken.isValid(
                  login.path("TOKEN").asText(),
                  login.path("ACCOUNT_NAME").asText(),
                  user,
                  publicKey.get(),
                  Instant.now());
      default -> false;
    };
  }
}
