package io.lakehousesync.testkit.pglake.internal.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Installs the extension pg_lake in the server's directory for extensions: SQL only, no library.
 * The real pg_lake depends on other extensions. They are installed without content, so that CREATE
 * EXTENSION … CASCADE finds them.
 */
final class ExtensionFiles {
  private static final String VERSION = "3.5";
  private static final List<String> PARTS =
      List.of(
          "1-catalog",
          "2-engine",
          "3-columns",
          "4-rows",
          "5-commit",
          "6-create",
          "7-alter",
          "8-events",
          "9-functions",
          "10-vacuum");

  private ExtensionFiles() {}

  /** Writes or replaces the files below the server's share directory. */
  static void install(Path shareDirectory) throws IOException {
    Path directory = shareDirectory.resolve("extension");
    install(directory, "pg_extension_base", "", "");
    install(directory, "pg_map", "", "");
    install(directory, "pg_lake_engine", "pg_extension_base,pg_map", "");
    install(directory, "pg_lake_iceberg", "pg_lake_engine", "");
    install(directory, "pg_lake_table", "pg_lake_iceberg", "");
    install(directory, "pg_lake_copy", "pg_lake_table", "");
    install(directory, "pg_lake", "pg_lake_table,pg_lake_copy", script());
  }

  private static String script() throws IOException {
    StringBuilder script = new StringBuilder();
    for (String part : PARTS) {
      try (InputStream in =
          ExtensionFiles.class.getResourceAsStream("extension/" + part + ".sql")) {
        script.append(
            new String(Objects.requireNonNull(in, part).readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return script.toString();
  }

  private static void install(Path directory, String name, String requires, String script)
      throws IOException {
    String control =
        """
        comment = 'pg_lake as the Lakehouse Sync testkit stands in for it'
        default_version = '%s'
        relocatable = false
        schema = pg_catalog
        """
            .formatted(VERSION);
    replace(
        directory.resolve(name + ".control"),
        requires.isEmpty() ? control : control + "requires = '" + requires + "'\n");
    replace(directory.resolve(name + "--" + VERSION + ".sql"), script);
  }

  /** Replaces a file atomically, because another server may be reading the same binaries. */
  private static void replace(Path file, String content) throws IOException {
    Path written = file.resolveSibling(UUID.randomUUID() + ".tmp");
    Files.writeString(written, content);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
