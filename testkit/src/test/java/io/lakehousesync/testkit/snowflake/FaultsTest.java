package io.lakehousesync.testkit.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private final Faults faults = new Faults();

  @Test
  void strikesOnceOrUntilCleared() {
    faults.onNext(sql -> sql.startsWith("A"), Fault.dropBefore());
    faults.onEvery(sql -> sql.startsWith("B"), Fault.hang());
    assertThat(faults.take("A")).contains(Fault.dropBefore());
    assertThat(faults.take("A")).isEmpty();
    assertThat(faults.take("B")).contains(Fault.hang());
    assertThat(faults.take("B")).contains(Fault.hang());
    faults.clear();
    assertThat(faults.take("B")).isEmpty();
  }

  @Test
  void refusesFaultsThatAreNone() {
    assertThatThrownBy(() -> Fault.httpStatus(200))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not the status of an error: 200");
    assertThatThrownBy(() -> Fault.delay(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("negative delay: PT-0.001S");
  }
}
