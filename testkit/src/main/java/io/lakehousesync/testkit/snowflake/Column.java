package io.lakehousesync.testkit.snowflake;

/**
 * A column of a result.
 *
 * @param name its label
 * @param type its type
 * @param precision digits of a NUMBER, otherwise 0
 * @param scale digits after the point of a NUMBER or of a second, otherwise 0
 */
record Column(String name, Type type, int precision, int scale) {
  /** Snowflake's types, named as the wire names them. */
  enum Type {
    FIXED,
    REAL,
    TEXT,
    BOOLEAN,
    DATE,
    TIME,
    TIMESTAMP_NTZ,
    TIMESTAMP_LTZ,
    BINARY
  }

  static Column text(String name) {
    return new Column(name, Type.TEXT, 0, 0);
  }

  static Column number(String name) {
    return new Column(name, Type.FIXED, 38, 0);
  }

  static Column of(String name, Type type) {
    return new Column(name, type, 0, 0);
  }
}
