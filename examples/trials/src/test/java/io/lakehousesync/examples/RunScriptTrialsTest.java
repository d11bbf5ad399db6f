package io.lakehousesync.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that {@code examples/run} knows all commands: it builds nothing for a misspelt one. */
class RunScriptTrialsTest {
  private static final Pattern COMMANDS =
      Pattern.compile("(?:''\\|-\\*\\|)?([a-z|]+)\\)\\s+module=examples/(?:host|trials) ");

  @Test
  void theScriptKnowsAllCommands() throws IOException {
    Set<String> known =
        COMMANDS
            .matcher(Files.readString(Path.of("..", "run")))
            .results()
            .flatMap(commands -> Stream.of(commands.group(1).split("\\|")))
            .collect(Collectors.toSet());

    Set<String> commands =
        Main.commandLine(false, Map.of()).getSubcommands().entrySet().stream()
            .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    assertThat(known).isEqualTo(commands);
  }
}
