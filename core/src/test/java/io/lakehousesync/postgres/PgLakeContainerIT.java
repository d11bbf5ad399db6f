package io.lakehousesync.postgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.testcontainers.junit.jupiter.Testcontainers;

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
    named = PgLakeContainers.POSTGRES_IMAGE,
    matches = ".+",
    disabledReason = "no pg_lake image is named by -D" + PgLakeContainers.POSTGRES_IMAGE)
@EnabledIfSystemProperty(
    named = PgLakeContainers.ENGINE_IMAGE,
    matches = ".+",
    disabledReason = "no pgduck_server image is named by -D" + PgLakeContainers.ENGINE_IMAGE)
class PgLakeContainerIT {
  private static final PgLakeContainers CONTAINERS = new PgLakeContainers();

  @BeforeAll
  static void start() throws Exception {
    CONTAINERS.start();
    TestSchema.use(CONTAINERS::dataSource);
  }

  @AfterAll
  static void stop() {
    TestSchema.useLakehouseUnderTest();
    CONTAINERS.close();
  }

  @Nested
  class Marker extends MarkerTrackingIT {}

  @Nested
  class Comparison extends ComparisonIT {}

  @Nested
  class Locator extends IcebergTablesLocatorIT {}
}
