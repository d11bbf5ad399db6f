package io.lakehousesync.snowflake;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Asks Snowflake whether it gets to the bucket. For a volume that is not written to it skips its
 * checks: then the first Iceberg table is the proof.
 */
record VerifyVolume(SnowflakeName volume) implements SetupAction {
  private static final Map<String, String> NAMES =
      Map.of(
          "storageLocationSelectionResult", "location",
          "awsRoleArnValidationResult", "role",
          "writeResult", "write",
          "readResult", "read",
          "listResult", "list",
          "deleteResult", "delete");

  @Override
  public SetupStep step() {
    return new SetupStep(
        "verification of external volume " + volume,
        List.of(SnowflakeSql.VERIFY_VOLUME.with(volume)),
        List.of());
  }

  @Override
  public Look look(JdbcStatements snowflake) throws SQLException {
    String answer = snowflake.value(SnowflakeSql.VERIFY_VOLUME.with(volume));
    return JsonText.field(answer, "success").filter("true"::equals).isPresent()
        ? new Look(SetupResult.State.PRESENT, inWords(answer))
        : Look.different(
            "Snowflake does not get there: %s. Put the identities into the trust policy of the role"
                .formatted(inWords(answer)));
  }

  /** Such as {@code passed: location, role; skipped: write, read}. */
  static String inWords(String answer) {
    Map<String, List<String>> checks = new LinkedHashMap<>();
    JsonText.fields(answer)
        .forEach(
            (name, outcome) -> {
              if (NAMES.containsKey(name)) {
                checks
                    .computeIfAbsent(
                        outcome.matches("[A-Z]+") ? outcome.toLowerCase(Locale.ROOT) : outcome,
                        key -> new ArrayList<>())
                    .add(NAMES.get(name));
              }
            });
    return checks.isEmpty()
        ? answer
        : checks.entrySet().stream()
            .map(check -> "%s: %s".formatted(check.getKey(), String.join(", ", check.getValue())))
            .collect(Collectors.joining("; "));
  }
}
