package io.lakehousesync.config;

/**
 * A value of a configuration.
 *
 * @param value with the environment's values in it
 * @param shown as it may be shown: as it was written, without secrets. What comes from the
 *     environment is not shown at all
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
