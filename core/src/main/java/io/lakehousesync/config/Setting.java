package io.lakehousesync.config;

/**
 * A value of a configuration.
 *
 * @param value the value, with references to the environment resolved
 * @param shown the value for messages: as it was written, without secrets, and with references to
 *     the environment instead of their values
 */
record Setting(String value, String shown) {
  static Setting of(Key<?> key, String written, String value) {
    return new Setting(value, key.shown(written));
  }

  @Override
  public String toString() {
    return shown;
  }
}
