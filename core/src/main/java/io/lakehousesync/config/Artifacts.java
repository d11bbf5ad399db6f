package io.lakehousesync.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * The Maven artifacts that provide components and keys, for messages about a missing component or
 * key. They are listed in {@code artifacts.properties}, so that no class of this module names
 * another module.
 */
final class Artifacts {
  private static final Properties KNOWN = load();

  private Artifacts() {}

  /** Returns the artifact that provides the component; empty if it is unknown. */
  static Optional<String> ofComponent(String name) {
    return Optional.ofNullable(KNOWN.getProperty("component." + name));
  }

  /** Returns the artifact that declares the key; empty if it is unknown. */
  static Optional<String> ofKey(String name) {
    return Optional.ofNullable(KNOWN.getProperty("keys." + name.replaceFirst("\\..*", "")));
  }

  private static Properties load() {
    Properties known = new Properties();
    try (InputStream in =
        Objects.requireNonNull(Artifacts.class.getResourceAsStream("artifacts.properties"))) {
      known.load(in);
      return known;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
