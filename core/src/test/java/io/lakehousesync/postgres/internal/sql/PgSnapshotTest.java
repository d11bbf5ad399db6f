package io.lakehousesync.postgres.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class PgSnapshotTest {
  @Test
  void readsWhatPostgresqlWrites() {
    PgSnapshot snapshot = PgSnapshot.parse("10:18446744073709551610:10,14");

    assertThat(snapshot.xmax()).isEqualTo("18446744073709551610");
    assertThat(snapshot.inProgress()).containsExactly(BigInteger.TEN, BigInteger.valueOf(14));
    assertThat(snapshot).hasToString("10:18446744073709551610:10,14");
  }

  @Test
  void readsASnapshotWithNothingInProgress() {
    assertThat(PgSnapshot.parse("10:10:").inProgress()).isEmpty();
  }

  @Test
  void rejectsTextThatIsNotASnapshot() {
    assertThatThrownBy(() -> PgSnapshot.parse("10:10"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'10:10' is not a PostgreSQL snapshot");
  }
}
