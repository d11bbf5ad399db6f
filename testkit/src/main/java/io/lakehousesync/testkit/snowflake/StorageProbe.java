package io.lakehousesync.testkit.snowflake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.iceberg.io.FileIO;

/** Tries a storage location with a file of its own, which it removes. */
record StorageProbe(FileIO io) {
  private static final String PASSED = "PASSED";

  /** What became of each step: {@code PASSED}, {@code SKIPPED}, or an error. */
  record Outcome(boolean success, String write, String read, String list, String delete) {}

  /** Steps after one that failed are not tried. Listing is taken from the others. */
  Outcome run(String baseUrl) {
    String location = baseUrl + "verify-" + UUID.randomUUID();
    try (OutputStream out = io.newOutputFile(location).create()) {
      out.write(location.getBytes(StandardCharsets.UTF_8));
    } catch (IOException | RuntimeException e) {
      return new Outcome(false, String.valueOf(e.getMessage()), "SKIPPED", "SKIPPED", "SKIPPED");
    }
    try (InputStream in = io.newInputFile(location).newStream()) {
      in.readAllBytes();
      io.deleteFile(location);
      return new Outcome(true, PASSED, PASSED, PASSED, PASSED);
    } catch (IOException | RuntimeException e) {
      return new Outcome(false, PASSED, String.valueOf(e.getMessage()), "SKIPPED", "SKIPPED");
    }
  }
}
