package io.lakehousesync.examples.services;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.testkit.s3.S3Settings.Addressing;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

class ServiceOptionsTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "LAKEHOUSE_PG_URL", "jdbc:postgresql://somewhere/db",
          "LAKEHOUSE_PG_USER", "",
          "LAKEHOUSE_PG_PASSWORD", "secret",
          "LAKEHOUSE_S3_ACCESS_KEY", "id",
          "LAKEHOUSE_S3_SECRET_KEY", "key",
          "LAKEHOUSE_S3_PATH_STYLE", "true",
          "LAKEHOUSE_LOCATION_PREFIX", " ");

  @Command
  private static final class AnyCommand {
    @ArgGroup(validate = false, exclusive = false)
    private final ServiceOptions services = new ServiceOptions();
  }

  @Test
  void readsMissingOptionsFromTheEnvironment() {
    ServiceOptions options = parse("--s3-secret-key", "other");

    assertThat(options.pgUrl).isEqualTo("jdbc:postgresql://somewhere/db");
    assertThat(options.pgPassword).isEqualTo("secret");
    assertThat(options.s3())
        .hasValueSatisfying(
            s3 -> {
              assertThat(s3.accessKeyId()).isEqualTo("id");
              assertThat(s3.secretAccessKey()).isEqualTo("other");
              assertThat(s3.addressing()).isEqualTo(Addressing.PATH);
            });
  }

  @Test
  void anEmptyVariableIsIgnored() {
    ServiceOptions options = parse();

    assertThat(options.pgUrl).isEqualTo("jdbc:postgresql://somewhere/db");
    assertThat(options.pgUser).isEqualTo("postgres");
    assertThat(options.locationPrefix()).isEmpty();
  }

  @Test
  void anOptionDoesNotSwitchOffTheEnvironmentsSetting() {
    assertThat(parse("--s3-path-style").s3PathStyle).isTrue();
    assertThat(parse("--s3-path-style", "--pg-user", "me").s3PathStyle).isTrue();
  }

  private static ServiceOptions parse(String... arguments) {
    AnyCommand command = new AnyCommand();
    new CommandLine(command)
        .setDefaultValueProvider(new EnvironmentDefaults(ENVIRONMENT))
        .parseArgs(arguments);
    return command.services;
  }
}
