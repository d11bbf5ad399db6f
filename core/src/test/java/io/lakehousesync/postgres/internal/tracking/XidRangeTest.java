package io.lakehousesync.postgres.internal.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.postgres.internal.sql.PgSnapshot;
import java.math.BigInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XidRangeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "3:3:; 10:10:; 3-9",
        "10:10:; 10:10:; ''",
        "10:10:; 12:12:; 10-11",
        // Late transactions, of which 8 is still in progress.
        "5:10:5,8; 8:12:8; 5-5 10-11",
        "5:10:8,5; 12:12:; 5-5 8-8 10-11",
        // Transactions in progress are excluded, at both ends and in the middle.
        "10:10:; 10:20:10,13,14,19; 11-12 15-18",
        "10:10:; 10:11:10; ''",
      })
  void areTheIdsThatOneSnapshotSeesAndTheOtherDidNot(
      String previous, String current, String expected) {
    String ranges =
        XidRange.between(PgSnapshot.parse(previous), PgSnapshot.parse(current)).stream()
            .map(range -> range.first() + "-" + range.end().subtract(BigInteger.ONE))
            .reduce((a, b) -> a + " " + b)
            .orElse("");

    assertThat(ranges).isEqualTo(expected);
  }
}
