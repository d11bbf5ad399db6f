package io.lakehousesync.examples.host.setup;

import io.lakehousesync.postgres.PgLakePrivileges.Use;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The roles whose privileges {@code setup --print} prints. */
final class RoleOptions {
  @Option(
      names = "--copy-role",
      paramLabel = "ROLE",
      description = "With --print: also print the privileges of a role that copies.")
  @Nullable String copy;

  @Option(
      names = "--verify-role",
      paramLabel = "ROLE",
      description = "With --print: also print the privileges of a role that verifies.")
  @Nullable String verify;

  @Option(
      names = "--observe-role",
      paramLabel = "ROLE",
      description = "With --print: also print the privileges of a role that sees no rows.")
  @Nullable String observe;

  /** Returns the roles that were named. */
  Map<Use, String> named() {
    Map<Use, String> named = new EnumMap<>(Use.class);
    put(named, Use.COPY, copy);
    put(named, Use.VERIFY, verify);
    put(named, Use.OBSERVE, observe);
    return named;
  }

  private static void put(Map<Use, String> named, Use use, @Nullable String role) {
    if (role != null) {
      named.put(use, role);
    }
  }
}
