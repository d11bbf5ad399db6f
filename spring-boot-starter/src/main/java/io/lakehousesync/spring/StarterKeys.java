package io.lakehousesync.spring;

import io.lakehousesync.config.Key;
import java.util.List;
import org.springframework.core.env.Environment;

/** The keys that only the starter reads. They also have the prefix {@value #PREFIX}. */
final class StarterKeys {
  /** The prefix of all properties. */
  static final String PREFIX = "lakehouse.";

  static final Key<Boolean> ENABLED =
      Key.flag("enabled", "whether the starter configures a sync").orElse("true");
  static final Key<Boolean> AUTO_START =
      Key.flag("auto-start", "whether the sync starts with the application context").orElse("true");
  static final Key<Boolean> SET_UP_ON_START =
      Key.flag(
              "set-up-on-start",
              "whether the tables are set up before the sync is built, which needs the privileges of"
                  + " the set-up")
          .orElse("false");
  static final Key<String> DATA_SOURCE =
      Key.text(
          "data-source",
          "the bean name or the qualifier of the DataSource for PostgreSQL; if not set, the only or"
              + " primary DataSource");

  static final List<Key<?>> ALL = List.of(ENABLED, AUTO_START, SET_UP_ON_START, DATA_SOURCE);

  private StarterKeys() {}

  /** Returns the value of a key that has a default. */
  static boolean isSet(Key<Boolean> key, Environment environment) {
    return environment.getProperty(
        PREFIX + key.name(), Boolean.class, Boolean.valueOf(key.defaultValue().orElseThrow()));
  }
}
