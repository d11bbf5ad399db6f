package io.lakehousesync.testkit.pglake.internal.rows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.apache.iceberg.types.Types;

/**
 * Decodes numeric values from PostgreSQL's binary format: digits of base 10,000, and the weight of
 * the first digit.
 */
final class CopyNumeric {
  private static final int NEGATIVE = 0x4000;
  private static final int NAN = 0xC000;
  private static final int POSITIVE_INFINITY = 0xD000;
  private static final int NEGATIVE_INFINITY = 0xF000;
  private static final int DIGITS_IN_A_LONG = 4;
  private static final BigInteger BASE = BigInteger.valueOf(10_000);

  private CopyNumeric() {}

  static BigDecimal decode(Types.DecimalType type, ByteBuffer in) {
    int digits = in.getShort();
    int weight = in.getShort();
    int sign = in.getShort() & 0xFFFF;
    in.getShort(); // display scale
    if (sign == NAN || sign == POSITIVE_INFINITY || sign == NEGATIVE_INFINITY) {
      throw new EngineException(
          EngineException.INTERNAL_ERROR,
          (sign == NAN ? "NaN" : "Infinity") + " is not supported for Iceberg decimal");
    }
    BigInteger unscaled =
        digits <= DIGITS_IN_A_LONG ? BigInteger.valueOf(small(digits, in)) : large(digits, in);
    int scale = -4 * (weight - digits + 1);
    BigDecimal value = new BigDecimal(sign == NEGATIVE ? unscaled.negate() : unscaled, scale);
    return value.setScale(type.scale());
  }

  private static long small(int digits, ByteBuffer in) {
    long unscaled = 0;
    for (int i = 0; i < digits; i++) {
      unscaled = unscaled * 10_000 + in.getShort();
    }
    return unscaled;
  }

  private static BigInteger large(int digits, ByteBuffer in) {
    BigInteger unscaled = BigInteger.ZERO;
    for (int i = 0; i < digits; i++) {
      unscaled = unscaled.multiply(BASE).add(BigInteger.valueOf(in.getShort()));
    }
    return unscaled;
  }
}
