package io.lakehousesync.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.host.status.TableStatus;
import io.lakehousesync.postgres.report.VacuumResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JsonFieldsTest {
  @Test
  void wordsAreInLowerCase() {
    assertThat(JsonFields.word(new VacuumResult.NotNeeded())).isEqualTo("not-needed");
    assertThat(JsonFields.word(new VacuumResult.Done(Duration.ZERO))).isEqualTo("done");
    assertThat(JsonFields.word(TableStatus.Standing.ANOTHER_TABLE)).isEqualTo("another-table");
  }
}
