package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.config.Key;
import io.lakehousesync.config.SyncConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} lists every key; run with -Dconfiguration.docs.write to renew it.
 */
class ConfigurationDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "..", "docs", "configuration.md");
  private static final String BEGIN = "<!-- keys -->\n";

  @Test
  void theDocumentListsEveryKey() throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN);
    assertThat(begin).as("where the table begins").isPositive();
    String expected = document.substring(0, begin) + BEGIN + table();
    if (Boolean.getBoolean("configuration.docs.write")) {
      Files.writeString(DOCUMENT, expected);
    }

    assertThat(Files.readString(DOCUMENT)).isEqualTo(expected);
  }

  @Test
  void theSampleIsAConfiguration() {
    SyncConfiguration sample =
        SyncConfiguration.reader()
            .environment(
                Map.of(
                    "PGHOST", "localhost",
                    "PGDATABASE", "shop",
                    "PGUSER", "sync",
                    "PGPASSWORD", "secret",
                    "SNOWFLAKE_ACCOUNT", "org-account",
                    "SNOWFLAKE_USER", "SYNC",
                    "SNOWFLAKE_PRIVATE_KEY_FILE", "/etc/sync.p8"))
            .load(Path.of("..", "lakehouse.properties"));

    assertThat(sample.tables()).containsOnlyKeys("transactions", "transaction_items", "stores");
    assertThat(sample.toString()).doesNotContain("secret");
  }

  private static String table() {
    return SyncConfiguration.keys().stream()
        .map(ConfigurationDocumentTest::row)
        .collect(
            Collectors.joining("\n", "\n| key | value | default | |\n|---|---|---|---|\n", "\n"));
  }

  private static String row(Key<?> key) {
    return "| `%s` | %s | %s | %s |"
        .formatted(
            key.name(),
            key.isSecret() ? "a secret" : key.form(),
            key.defaultValue().map("`%s`"::formatted).orElse(key.isRequired() ? "required" : ""),
            key.meaning());
  }
}
