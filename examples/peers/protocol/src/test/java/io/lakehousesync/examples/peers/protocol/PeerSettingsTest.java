package io.lakehousesync.examples.peers.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeerSettingsTest {
  private static final PeerSettings SETTINGS =
      new PeerSettings(
          "jdbc:postgresql://localhost:5432/shop",
          "postgres",
          "a secret",
          "peers",
          "spark",
          new PeerSettings.S3(
              Optional.of("http://localhost:9000"), "eu-west-1", "key", "another secret", true),
          "s3://lake/peers/spark",
          "/tmp/peer");

  @Test
  void aProcessReadsTheSettingsThatTheComparisonHasWritten() {
    assertThat(PeerSettings.of(SETTINGS.environment())).isEqualTo(SETTINGS);
  }

  @Test
  void aMissingVariableIsNamed() {
    Map<String, String> variables = new HashMap<>(SETTINGS.environment());
    variables.remove("PEER_WAREHOUSE");

    assertThatThrownBy(() -> PeerSettings.of(variables))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The variable PEER_WAREHOUSE is not set");
  }

  @Test
  void theTextHasNoSecret() {
    assertThat(SETTINGS.toString()).doesNotContain("secret");
  }
}
