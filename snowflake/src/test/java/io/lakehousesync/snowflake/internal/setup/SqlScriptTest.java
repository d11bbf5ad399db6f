package io.lakehousesync.snowflake.internal.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.snowflake.setup.SetupStep;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlScriptTest {
  @Test
  void aNameWithALineBreakStaysInsideItsComment() {
    SetupStep step =
        new SetupStep(
            "database \"A\nDROP DATABASE B\u2028\"",
            List.of("CREATE DATABASE \"A\nDROP DATABASE B\""),
            List.of());

    assertThat(SqlScript.of(List.of(step)))
        .isEqualTo(
            """
            -- database "A\\nDROP DATABASE B\\u2028"
            CREATE DATABASE "A
            DROP DATABASE B";
            """);
  }
}
