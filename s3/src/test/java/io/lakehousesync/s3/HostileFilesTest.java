package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lakehousesync.s3.metadata.UnreadableFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that a small number of bytes makes as expensive as possible. */
class HostileFilesTest {
  @ParameterizedTest
  @EnumSource
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void refuses(HostileFile file) {
    StoredFiles s3 = new StoredFiles();

    Throwable refusal = catchThrowable(() -> file.read(s3));

    assertThat(refusal)
        .isInstanceOf(UnreadableFileException.class)
        .hasMessageContaining(file.refusal)
        .hasMessageContaining("Nothing was changed.");
    assertThat(refusal.getMessage()).hasSizeLessThan(2_000);
  }

  @Test
  @Timeout(300)
  void refusesAllInAHeapOf256Megabytes() throws Exception {
    assertThat(inSmallJvm())
        .hasSize(HostileFile.values().length)
        .allSatisfy(line -> assertThat(line).contains("UnreadableFileException"));
  }

  private static List<String> inSmallJvm() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Xss512k",
                "-cp",
                System.getProperty("java.class.path"),
                ReadAll.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Reads all files, and prints for each the class of what was thrown. */
  static final class ReadAll {
    private ReadAll() {}

    public static void main(String[] args) {
      for (HostileFile file : HostileFile.values()) {
        Throwable thrown = catchThrowable(() -> file.read(new StoredFiles()));
        System.out.println(file + " " + (thrown == null ? "nothing" : thrown.getClass().getName()));
      }
    }
  }
}
