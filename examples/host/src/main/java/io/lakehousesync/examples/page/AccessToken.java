package io.lakehousesync.examples.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A secret that a request must have. It has no {@code toString()} that shows it. */
final class AccessToken {
  /** The shortest token that a user can choose. */
  static final int SHORTEST = 20;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] secret;

  private AccessToken(byte[] secret) {
    this.secret = secret;
  }

  /**
   * Returns a token that a user has chosen.
   *
   * @throws IllegalArgumentException if it has fewer than 20 characters, or others than visible
   *     ASCII characters
   */
  static AccessToken of(String text) {
    if (text.length() < SHORTEST || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "a token needs at least %d characters, all of them visible ASCII characters"
              .formatted(SHORTEST));
    }
    return new AccessToken(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns 256 random bits, as text that needs no escapes in a URL. */
  static String random() {
    byte[] bits = new byte[32];
    RANDOM.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  /** Returns whether this is the token. The time does not depend on where the two differ. */
  boolean matches(@Nullable String candidate) {
    return candidate != null
        && MessageDigest.isEqual(secret, candidate.getBytes(StandardCharsets.UTF_8));
  }
}
