package io.lakehousesync.snowflake;

import java.sql.SQLException;
import java.util.List;

/**
 * Asks Snowflake whether it gets to the bucket. For a volume that is not written to it skips its
 * checks: then the first Iceberg table is the proof.
 */
record VerifyVolume(SnowflakeName volume) implements SetupAction {
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
        ? new Look(SetupResult.State.PRESENT, answer)
        : Look.different(
            "Snowflake does not get there: %s. Put the identities into the trust policy of the role"
                .formatted(answer));
  }
}
