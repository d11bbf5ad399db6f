package io.lakehousesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataLocationTest {
  @Test
  void takesKeysThatAUriWouldEscape() {
    MetadataLocation location =
        new MetadataLocation("s3://lake/Odd Schema/ü/metadata/00001-a.metadata.json");

    assertThat(location.fileName()).isEqualTo("00001-a.metadata.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.metadata.json", "/a.metadata.json", "s3://lake/a.json"})
  void rejectsWhatIsNoMetadataFile(String text) {
    assertThatThrownBy(() -> new MetadataLocation(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is not the absolute URI of a *.metadata.json file");
  }
}
