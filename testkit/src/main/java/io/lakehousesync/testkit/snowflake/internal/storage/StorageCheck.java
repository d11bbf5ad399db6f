package io.lakehousesync.testkit.snowflake.internal.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.iceberg.io.FileIO;

/** Checks a storage location: writes a file, and then deletes it. */
public record StorageCheck(FileIO io) {
  private static final String PASSED = "PASSED";

  /** The outcome of each step: {@code PASSED}, {@code SKIPPED}, or an error. */
  public record Outcome(boolean success, String write, String read, String list, String delete) {}

  /**
   * Runs the steps up to the first failure. The outcome of listing is derived from the other steps.
   */
  public Outcome run(String baseUrl) {
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
