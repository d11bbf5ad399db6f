package io.lakehousesync.snowflake.internal.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerifyVolumeTest {
  @Test
  void describesTheChecksInWords() {
    assertThat(
            VerifyVolume.inWords(
                """
                {"success":true,"storageLocationSelectionResult":"PASSED",\
                "storageLocationName":"lake","writeResult":"SKIPPED","readResult":"SKIPPED",\
                "awsRoleArnValidationResult":"PASSED"}"""))
        .isEqualTo("passed: location, role; skipped: write, read");
  }

  @Test
  void keepsTheMessageOfAFailureAsItIs() {
    assertThat(
            VerifyVolume.inWords(
                "{\"success\":false,\"readResult\":\"FAILED with Access Denied\"}"))
        .isEqualTo("FAILED with Access Denied: read");
  }

  @Test
  void anAnswerOfAnotherFormStaysAsItIs() {
    assertThat(VerifyVolume.inWords("{\"success\":true}")).isEqualTo("{\"success\":true}");
  }
}
