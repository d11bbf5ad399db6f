package io.lakehousesync.postgres;

import io.lakehousesync.testkit.containers.PgLakeContainers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;

/**
 * The integration tests of this package against a real pg_lake in containers. They need Docker, and
 * the names of two images, which pg_lake's repository builds (targets {@code pg_lake_postgres} and
 * {@code pgduck_server}):
 *
 * <pre>
 * mvn verify -Dlakehouse.pg-lake.image=pg_lake:local -Dlakehouse.pgduck.image=pgduck-server:local
 * </pre>
 */
@Tag("docker")
@Testcontainers(disabledWithoutDocker = true)
@EnabledIfSystemProperty(
    named = PgLakeContainerIT.POSTGRES_IMAGE,
    matches = ".+",
    disabledReason = "no pg_lake image is named by -D" + PgLakeContainerIT.POSTGRES_IMAGE)
@EnabledIfSystemProperty(
    named = PgLakeContainerIT.ENGINE_IMAGE,
    matches = ".+",
    disabledReason = "no pgduck_server image is named by -D" + PgLakeContainerIT.ENGINE_IMAGE)
class PgLakeContainerIT {
  static final String POSTGRES_IMAGE = "lakehouse.pg-lake.image";
  static final String ENGINE_IMAGE = "lakehouse.pgduck.image";

  private static final PgLakeContainers CONTAINERS =
      new PgLakeContainers(
          image(POSTGRES_IMAGE), image(ENGINE_IMAGE), Integer.getInteger("lakehouse.pg-major", 18));

  private static DockerImageName image(String property) {
    return DockerImageName.parse(System.getProperty(property, "none"));
  }

  @BeforeAll
  static void start() {
    CONTAINERS.start();
    TestSchema.use(CONTAINERS::dataSource);
  }

  @AfterAll
  static void stop() {
    TestSchema.useLakehouseUnderTest();
    CONTAINERS.stop();
  }

  @Nested
  class Marker extends MarkerTrackingIT {}

  @Nested
  class Comparison extends ComparisonIT {}

  @Nested
  class Locator extends IcebergTablesLocatorIT {}
}
