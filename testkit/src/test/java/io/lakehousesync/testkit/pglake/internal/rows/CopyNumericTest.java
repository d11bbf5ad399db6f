package io.lakehousesync.testkit.pglake.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class CopyNumericTest {
  private static BigDecimal decode(int scale, int weight, int sign, int... digits) {
    ByteBuffer in = ByteBuffer.allocate(8 + 2 * digits.length);
    in.putShort((short) digits.length).putShort((short) weight).putShort((short) sign);
    in.putShort((short) scale);
    for (int digit : digits) {
      in.putShort((short) digit);
    }
    return CopyNumeric.decode(Types.DecimalType.of(38, scale), in.flip());
  }

  @Test
  void zeroHasNoDigits() {
    assertThat(decode(2, 0, 0)).isEqualTo(new BigDecimal("0.00"));
  }

  @Test
  void trailingZerosOfAGroupAreNotSent() {
    assertThat(decode(0, 1, 0, 5)).isEqualTo(new BigDecimal("50000"));
    assertThat(decode(2, 0, 0x4000, 1, 5000)).isEqualTo(new BigDecimal("-1.50"));
  }

  @Test
  void leadingZerosOfAFractionAreInTheWeight() {
    assertThat(decode(8, -2, 0, 12)).isEqualTo(new BigDecimal("0.00000012"));
  }

  @Test
  void moreDigitsThanALongHolds() {
    assertThat(decode(4, 5, 0, 12, 3456, 7890, 1234, 5678, 9012, 3456))
        .isEqualTo(new BigDecimal("1234567890123456789012.3456"));
  }

  @Test
  void infinityAndNanAreRejected() {
    assertThatThrownBy(() -> decode(2, 0, 0xC000))
        .hasMessage("NaN is not supported for Iceberg decimal");
    assertThatThrownBy(() -> decode(2, 0, 0xD000))
        .hasMessage("Infinity is not supported for Iceberg decimal");
  }
}
