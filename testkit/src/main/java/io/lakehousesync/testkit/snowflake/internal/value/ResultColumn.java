package io.lakehousesync.testkit.snowflake.internal.value;

/**
 * A column of a result.
 *
 * @param name its label
 * @param type its type
 * @param precision the digits of a NUMBER, otherwise 0
 * @param scale the digits after the point of a NUMBER or of a second, otherwise 0
 */
public record ResultColumn(String name, Type type, int precision, int scale) {
  /** Snowflake's types, with the names of the wire protocol. */
  public enum Type {
    FIXED,
    REAL,
    TEXT,
    BOOLEAN,
    DATE,
    TIME,
    TIMESTAMP_NTZ,
    TIMESTAMP_LTZ,
    BINARY,
    ARRAY,
    OBJECT
  }

  public static ResultColumn text(String name) {
    return new ResultColumn(name, Type.TEXT, 0, 0);
  }

  public static ResultColumn number(String name) {
    return new ResultColumn(name, Type.FIXED, 38, 0);
  }

  public static ResultColumn of(String name, Type type) {
    return new ResultColumn(name, type, 0, 0);
  }
}
