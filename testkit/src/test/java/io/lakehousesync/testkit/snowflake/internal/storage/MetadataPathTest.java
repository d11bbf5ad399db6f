package io.lakehousesync.testkit.snowflake.internal.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetadataPathTest {
  @Test
  void metadataPathsJoinTheBaseUrlWithOrWithoutItsSlash() {
    assertThat(MetadataPath.resolve("a/b.metadata.json", new StorageLocation("s3://lake")))
        .isEqualTo("s3://lake/a/b.metadata.json");
    assertThat(MetadataPath.resolve("b.metadata.json", new StorageLocation("s3://lake/a/")))
        .isEqualTo("s3://lake/a/b.metadata.json");
    assertThatThrownBy(() -> new StorageLocation("gcs://lake/"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the URL does not begin with s3:// and a bucket: gcs://lake/");
  }
}
