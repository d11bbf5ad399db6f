package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.postgres.VacuumResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FieldsTest {
  @Test
  void wordsAreInLowerCase() {
    assertThat(Fields.word(new VacuumResult.NotNeeded())).isEqualTo("not-needed");
    assertThat(Fields.word(new VacuumResult.Done(Duration.ZERO))).isEqualTo("done");
    assertThat(Fields.word(TableStatus.Standing.ANOTHER_TABLE)).isEqualTo("another-table");
  }
}
