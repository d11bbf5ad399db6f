package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.exceptions.ConfigurationException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The configuration keys of S3. */
class S3ConfigurationTest {
  private static final String COMPLETE =
      "postgres.url=jdbc:postgresql://localhost/shop; locator=s3-listing"
          + "; table.t.target=it; table.t.metadata-directory=s3://lake/it/metadata/"
          + "; s3.endpoint=http://localhost:9000; s3.region=eu-central-1; s3.access-key-id=id"
          + "; s3.secret-access-key=s3cret; s3.path-style=true; s3.unconfirmed-file=use-newest";

  @Test
  void theLocatorLists() {
    SyncConfiguration configuration = of(COMPLETE);

    assertThat(configuration.toString()).doesNotContain("s3cret");
    try (ConfiguredSync parts = configuration.build()) {
      assertThat(parts.locator()).isInstanceOf(S3ListingLocator.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s3.secret-access-key= | s3.access-key-id and s3.secret-access-key belong together: set both, or neither.",
        "s3.endpoint=localhost:9000 | s3.endpoint=localhost:9000: must be an address such as https://host:port.",
        "s3.path-style=yes | s3.path-style=yes: must be one of false, true.",
        "s3.unconfirmed-file=use_newest | s3.unconfirmed-file=use_newest: must be one of use-newest, wait. Did you mean use-newest?",
        "table.t.metadata-directory= | table.t.metadata-directory is missing: set it to a directory such as s3://bucket/path/metadata/.",
        "table.t.metadata-directory=/lake/it | table.t.metadata-directory=/lake/it: must be a directory such as s3://bucket/path/metadata/.",
        "tables.include=shop.* | s3-listing needs table.<name>.metadata-directory for each table: describe each table in the configuration, and not by tables.include or in code.",
        "s3.regoin=x | s3.regoin: there is no such key. Did you mean s3.region?",
      })
  void aMistakeIsReportedWithItsRemedy(String change, String problem) {
    assertThatThrownBy(() -> of(COMPLETE + ";" + change))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(problem)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void aDirectoryHasNoEffectWithAnotherLocator() {
    assertThatThrownBy(
            () ->
                of(
                    "postgres.url=jdbc:postgresql:shop; table.t.target=it"
                        + "; table.t.metadata-directory=s3://lake/it/metadata/"))
        .hasMessage(
            "table.t.metadata-directory has no effect with locator=iceberg-tables and"
                + " refresher=none: remove it, or set locator=s3-listing.");
  }

  private static SyncConfiguration of(String text) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String line : text.split(";", -1)) {
      String[] pair = line.strip().split("=", 2);
      properties.put(pair[0], pair[1]);
    }
    return SyncConfiguration.reader().environment(Map.of()).of(properties);
  }
}
