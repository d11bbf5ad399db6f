package io.lakehousesync.config;

import io.lakehousesync.exceptions.ConfigurationException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of a properties file in UTF-8.
 *
 * @param values the keys with their values, in the order of the file
 * @param problems a problem for each key that is set twice
 */
record PropertiesFile(Map<String, String> values, List<String> problems) {

  static PropertiesFile load(Path file) {
    if (!Files.isRegularFile(file)) {
      throw unreadable(file, Files.exists(file) ? "is not a file" : "does not exist");
    }
    Lines lines = new Lines();
    try (Reader reader = Files.newBufferedReader(file)) {
      lines.load(reader);
    } catch (CharacterCodingException e) {
      throw unreadable(file, "is not in UTF-8");
    } catch (IOException e) {
      throw unreadable(file, "cannot be read (%s)".formatted(e));
    } catch (IllegalArgumentException e) {
      throw unreadable(file, "has a malformed \\u escape");
    }
    return new PropertiesFile(lines.values, lines.problems);
  }

  private static ConfigurationException unreadable(Path file, String why) {
    return new ConfigurationException(
        List.of("Configuration file %s %s.".formatted(file.toAbsolutePath(), why)));
  }

  /**
   * Uses the JDK's parser, which keeps only the last value of a key. Records keys that are set
   * twice.
   */
  private static final class Lines extends java.util.Properties {
    private final transient Map<String, String> values = new LinkedHashMap<>();
    private final transient List<String> problems = new ArrayList<>();

    @Override
    public synchronized @Nullable Object put(Object key, Object value) {
      String previous = values.put((String) key, (String) value);
      if (previous != null) {
        problems.add(
            Objects.equals(previous, value)
                ? "%s is set twice: remove one of the lines.".formatted(key)
                : "%s is set twice, to different values: remove one of the lines.".formatted(key));
      }
      return previous;
    }
  }
}
