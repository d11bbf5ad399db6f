package io.lakehousesync.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.ExampleRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each {@code examples/run} in a code block has a known command with known options. */
class DocumentedCommandsTest {
  private static final Pattern COMMAND = Pattern.compile("(?m)^ *(?:\\$ )?examples/run +(.*)$");

  @Test
  void everyCommandIsKnownWithItsOptions() throws IOException {
    List<String> rejected = new ArrayList<>();
    int commands = 0;
    for (CodeBlock block : CodeBlock.all()) {
      Matcher command = COMMAND.matcher(block.text());
      while (command.find()) {
        String arguments = command.group(1).strip();
        if (arguments.startsWith("peers ")) {
          continue; // Only builds with -Ppeers have this command.
        }
        commands++;
        Optional<String> error = ExampleRun.usageError(arguments.split(" +", -1));
        error.ifPresent(message -> rejected.add("%s: %s".formatted(block, message)));
      }
    }

    assertThat(rejected).isEmpty();
    assertThat(commands).isGreaterThan(20);
  }
}
