package io.lakehousesync.testkit.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private final Faults faults = new Faults();

  @Test
  void appliesOnceOrUntilCleared() {
    Fault once = Fault.dropBefore();
    Fault always = Fault.hang();
    faults.onNext(sql -> sql.startsWith("A"), once);
    faults.onEvery(sql -> sql.startsWith("B"), always);
    assertThat(faults.take("A")).contains(once);
    assertThat(faults.take("A")).isEmpty();
    assertThat(faults.take("B")).contains(always);
    assertThat(faults.take("B")).contains(always);
    faults.clear();
    assertThat(faults.take("B")).isEmpty();
  }

  @Test
  void faultsThatDoTheSameAreEqual() {
    assertThat(Fault.sqlError("002003", "02000", "gone"))
        .isEqualTo(Fault.sqlError("002003", "02000", "gone"))
        .hasSameHashCodeAs(Fault.sqlError("002003", "02000", "gone"))
        .isNotEqualTo(Fault.sqlError("002003", "02000", "other"));
    assertThat(Fault.dropBefore()).isEqualTo(Fault.dropBefore()).isNotEqualTo(Fault.dropAfter());
  }

  @Test
  void rejectsInvalidFaults() {
    assertThatThrownBy(() -> Fault.httpStatus(200))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("status 200 is not an error; use 400 to 599");
    assertThatThrownBy(() -> Fault.delay(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the delay is negative: PT-0.001S");
  }
}
