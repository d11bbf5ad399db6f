package io.lakehousesync.examples.page;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the page is served, and what a request needs.
 *
 * @param address where the page is served
 * @param token the token that requests must have; null if they need none
 * @param generated the token, if it was generated and must be shown to the user; otherwise null
 */
record PageAccess(PageAddress address, @Nullable AccessToken token, @Nullable String generated) {
  /** The environment variable with the token. */
  static final String VARIABLE = "LAKEHOUSE_PAGE_TOKEN";

  /**
   * Determines the token: the content of the file, else the environment variable, else none on the
   * loopback address, else a new one.
   *
   * @param file the file with the token; null if there is none
   * @throws UserException if the token cannot be read, or is too short
   */
  static PageAccess of(PageAddress address, @Nullable Path file, Map<String, String> environment) {
    if (file != null) {
      return new PageAccess(address, token("--page-token-file " + file, read(file)), null);
    }
    String variable = environment.getOrDefault(VARIABLE, "");
    if (!variable.isBlank()) {
      return new PageAccess(address, token(VARIABLE, variable), null);
    }
    if (address.isLoopback()) {
      return new PageAccess(address, null, null);
    }
    String generated = AccessToken.random();
    return new PageAccess(address, AccessToken.of(generated), generated);
  }

  private static AccessToken token(String origin, String text) {
    try {
      return AccessToken.of(text.strip());
    } catch (IllegalArgumentException e) {
      throw new UserException(Kind.USAGE, origin + ": " + e.getMessage(), e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UserException(
          Kind.USAGE, "--page-token-file %s cannot be read: %s".formatted(file, e), e);
    }
  }

  /**
   * Returns the address for a browser. A generated token is part of it; a token that the user has
   * chosen is not shown.
   */
  String url(int port) {
    return address.url(port) + (generated == null ? "" : "?token=" + generated);
  }
}
