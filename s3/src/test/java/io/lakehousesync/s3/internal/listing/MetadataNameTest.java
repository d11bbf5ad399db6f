package io.lakehousesync.s3.internal.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetadataNameTest {
  @Test
  void readsTheVersionFromTheNamesOfAllWriters() {
    assertThat(version("00007-2e7032d4.metadata.json")).contains(7L);
    assertThat(version("100000-2e7032d4.metadata.json")).contains(100_000L);
    assertThat(version("00007-2e7032d4.gz.metadata.json")).contains(7L);
    assertThat(version("v12.metadata.json")).contains(12L);
    assertThat(version("v12.gz.metadata.json")).contains(12L);
  }

  @Test
  void ignoresOtherFiles() {
    assertThat(version("snap-53765499314321948-1-e8a23cac.avro")).isEmpty();
    assertThat(version("2e7032d4-1b7a-m0.avro")).isEmpty();
    assertThat(version("version-hint.text")).isEmpty();
    assertThat(version("00007.metadata.json")).isEmpty();
    assertThat(version("catalog.json")).isEmpty();
  }

  private static Optional<Long> version(String name) {
    return MetadataName.parse(name).map(MetadataName::version);
  }
}
