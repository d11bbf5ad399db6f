package io.lakehousesync.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Tests that {@code examples/run} knows the commands of the host, for which it builds fewer
 * modules.
 */
class RunScriptTest {
  private static final Pattern HOST_COMMANDS = Pattern.compile("(\\S+)\\) module=examples/host ");

  @Test
  void theScriptBuildsOnlyTheHostForTheCommandsOfTheHost() throws IOException {
    Matcher matcher = HOST_COMMANDS.matcher(Files.readString(Path.of("..", "run")));
    assertThat(matcher.find()).isTrue();

    assertThat(matcher.group(1).split("\\|"))
        .containsExactlyInAnyOrderElementsOf(
            Main.commandLine(false, Map.of()).getSubcommands().keySet());
  }
}
