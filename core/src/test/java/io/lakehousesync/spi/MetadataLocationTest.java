package io.lakehousesync.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataLocationTest {
  @Test
  void acceptsKeysThatAUriWouldEscape() {
    MetadataLocation location =
        new MetadataLocation("s3://lake/Odd Schema/ü/metadata/00001-a.metadata.json");

    assertThat(location.fileName()).isEqualTo("00001-a.metadata.json");
  }

  @ParameterizedTest
  @CsvSource({
    "00007-3f2a.metadata.json, 7",
    "100000-3f2a.metadata.json, 100000",
    "v12.metadata.json, 12",
    "v12.gz.metadata.json, 12",
    "abc.metadata.json, ",
    "7a.metadata.json, "
  })
  void readsTheVersionInTheName(String name, @Nullable Long version) {
    MetadataLocation location = new MetadataLocation("s3://lake/t/metadata/" + name);

    assertThat(location.version().stream().boxed().findFirst())
        .isEqualTo(Optional.ofNullable(version));
    assertThat(location.directory()).isEqualTo("s3://lake/t/metadata");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.metadata.json", "/a.metadata.json", "s3://lake/a.json"})
  void rejectsUrisOfOtherFiles(String text) {
    assertThatThrownBy(() -> new MetadataLocation(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is not the absolute URI of a *.metadata.json file");
  }
}
