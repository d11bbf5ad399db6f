package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SetupScriptTest {
  @Test
  void aNameWithALineBreakStaysInsideItsComment() {
    SetupStep step =
        new SetupStep(
            "database \"A\nDROP DATABASE B\"",
            List.of("CREATE DATABASE \"A\nDROP DATABASE B\""),
            List.of());

    assertThat(SetupScript.of(List.of(step)))
        .isEqualTo(
            """
            -- database "A DROP DATABASE B"
            CREATE DATABASE "A
            DROP DATABASE B";
            """);
  }
}
