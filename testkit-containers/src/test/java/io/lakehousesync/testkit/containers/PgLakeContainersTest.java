package io.lakehousesync.testkit.containers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.testcontainers.utility.DockerImageName;

class PgLakeContainersTest {
  private final PgLakeContainers containers =
      new PgLakeContainers(
          DockerImageName.parse("pg_lake:local"), DockerImageName.parse("pgduck-server:local"));

  @Test
  void hasNoAddressBeforeTheStart() {
    assertThatThrownBy(containers::dataSource)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("start()");
    assertThatThrownBy(containers::s3).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void canBeStoppedWithoutAStart() {
    containers.stop();
    containers.close();
  }
}
