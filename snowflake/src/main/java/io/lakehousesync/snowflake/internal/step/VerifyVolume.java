package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JsonText;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.setup.SetupResult;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Lets Snowflake verify that it can access the bucket. Snowflake skips checks for a volume with
 * ALLOW_WRITES = FALSE. Then only the creation of the first Iceberg table shows whether access
 * works.
 */
public record VerifyVolume(SnowflakeName volume) implements SetupAction {
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
  public Check check(JdbcStatements snowflake) throws SQLException {
    String answer = snowflake.value(SnowflakeSql.VERIFY_VOLUME.with(volume));
    return JsonText.field(answer, "success").filter("true"::equals).isPresent()
        ? new Check(SetupResult.State.PRESENT, inWords(answer))
        : Check.different(
            "Snowflake cannot access the bucket: %s. Put the identities into the trust policy of the role"
                .formatted(inWords(answer)));
  }

  /** Returns the outcome in words, such as {@code passed: location, role; skipped: write, read}. */
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
