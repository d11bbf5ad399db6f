package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.ConfigurationException;
import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys of S3 in a configuration. */
class S3ConfigurationTest {
  private static final String COMPLETE =
      "postgres.url=jdbc:postgresql://localhost/shop; locator=s3-listing"
          + "; table.t.target=it; table.t.metadata-directory=s3://lake/it/metadata/"
          + "; s3.endpoint=http://localhost:9000; s3.region=eu-central-1; s3.access-key-id=id"
          + "; s3.secret-access-key=s3cret; s3.path-style=true; s3.unconfirmed-tip=hand-on";

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
        "s3.unconfirmed-tip=hand_on | s3.unconfirmed-tip=hand_on: must be one of hand-on, wait. Did you mean hand-on?",
        "table.t.metadata-directory= | table.t.metadata-directory is missing: set it to a directory such as s3://bucket/path/metadata/.",
        "table.t.metadata-directory=/lake/it | table.t.metadata-directory=/lake/it: must be a directory such as s3://bucket/path/metadata/.",
        "s3.regoin=x | s3.regoin: there is no such key. Did you mean s3.region?",
      })
  void aMistakeIsNamedWithItsCure(String change, String problem) {
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
                + " refresher=none: leave it out, or choose locator=s3-listing.");
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
