package io.lakehousesync.examples.peers.measure;

import java.io.IOException;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The process that copies.
 *
 * @param pid empty if only PostgreSQL works
 */
public record ClientProcess(OptionalLong pid) {
  /** Returns the CPU time so far, in seconds. */
  public OptionalDouble cpuSeconds() throws IOException {
    return pid.isPresent() && ProcessFiles.exist()
        ? OptionalDouble.of(ProcessFiles.cpuSeconds(pid.getAsLong()))
        : OptionalDouble.empty();
  }

  /** Returns the peak of the resident memory so far, in bytes. */
  public OptionalLong peakMemoryBytes() throws IOException {
    return pid.isPresent() && ProcessFiles.exist()
        ? OptionalLong.of(ProcessFiles.peakMemoryBytes(pid.getAsLong()))
        : OptionalLong.empty();
  }
}
