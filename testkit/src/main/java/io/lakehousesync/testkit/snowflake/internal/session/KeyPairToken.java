package io.lakehousesync.testkit.snowflake.internal.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;

/**
 * Checks the token with which a client proves that it has the private key of a user: a JWT signed
 * with RS256, issued by {@code ACCOUNT.USER.SHA256:fingerprint of the public key} for {@code
 * ACCOUNT.USER}.
 *
 * <p>Source: docs.snowflake.com, "Authenticating to the server", "Using key-pair authentication"
 * (/en/developer-guide/sql-api/authenticating).
 */
final class KeyPairToken {
  private static final ObjectMapper JSON = new ObjectMapper();

  private KeyPairToken() {}

  static boolean isValid(
      String token, String account, String user, PublicKey publicKey, Instant now) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return false;
    }
    try {
      JsonNode header = json(parts[0]);
      JsonNode claims = json(parts[1]);
      String subject = (account + '.' + user).toUpperCase(Locale.ROOT);
      return header.path("alg").asText().equals("RS256")
          && isSigned(parts, publicKey)
          && claims.path("sub").asText().equals(subject)
          && claims.path("iss").asText().equals(subject + ".SHA256:" + fingerprint(publicKey))
          && claims.path("exp").asLong() > now.getEpochSecond();
    } catch (IOException | IllegalArgumentException | GeneralSecurityException e) {
      // The text is not a token. Like Snowflake, the stand-in does not report the reason.
      return false;
    }
  }

  private static JsonNode json(String part) throws IOException {
    return JSON.readTree(Base64.getUrlDecoder().decode(part));
  }

  private static boolean isSigned(String[] parts, PublicKey publicKey)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(publicKey);
    signature.update((parts[0] + '.' + parts[1]).getBytes(StandardCharsets.US_ASCII));
    return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
  }

  private static String fingerprint(PublicKey publicKey) throws GeneralSecurityException {
    return Base64.getEncoder()
        .encodeToString(MessageDigest.getInstance("SHA-256").digest(publicKey.getEncoded()));
  }
}
