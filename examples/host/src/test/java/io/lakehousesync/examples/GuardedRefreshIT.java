package io.lakehousesync.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.PgLakeVerifier;
import io.lakehousesync.s3.MetadataFiles;
import io.lakehousesync.snowflake.SnowflakeCatalogReader;
import io.lakehousesync.snowflake.SnowflakeConnections;
import io.lakehousesync.snowflake.SnowflakeRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.testkit.LakehouseUnderTest;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import io.lakehousesync.verify.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** Refresher and verifier with the metadata reader of the S3 module, over pg_lake's own files. */
class GuardedRefreshIT {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();
  private static final TableName ICEBERG = new TableName("guarded", "iceberg_stores");
  private static final SyncTable TABLE = SyncTable.of("guarded.stores", "guarded.iceberg_stores");

  private final S3Client s3 = LAKEHOUSE.s3().newClient();
  private final EmbeddedSnowflake snowflake =
      EmbeddedSnowflake.builder(LAKEHOUSE.s3())
          .externalVolume("LAKE_VOLUME", LAKEHOUSE.storageBaseUrl())
          .catalogIntegration("PG_LAKE_CATALOG")
          .database("RETAIL", "LAKE")
          .start();
  private final DataSource account =
      SnowflakeConnections.forUrl(snowflake.jdbcUrl()).password("SYNC", "sync").build();
  private final SnowflakeRefresher refresher =
      SnowflakeRefresher.builder(account)
          .schema("RETAIL.LAKE")
          .storageBaseUrl(LAKEHOUSE.storageBaseUrl())
          .createMissing("LAKE_VOLUME", "PG_LAKE_CATALOG")
          .metadataReader(MetadataFiles.of(s3))
          .build();

  @BeforeEach
  void createTable() throws SQLException {
    postgres(
        "CREATE SCHEMA guarded",
        "CREATE TABLE guarded.iceberg_stores (id int) USING iceberg",
        "INSERT INTO guarded.iceberg_stores VALUES (1)");
  }

  @AfterEach
  void close() throws SQLException {
    postgres("DROP SCHEMA guarded CASCADE");
    snowflake.close();
    s3.close();
  }

  @Test
  void followsACommit() throws SQLException {
    refresher.refresh(TABLE, newest());
    postgres("INSERT INTO guarded.iceberg_stores VALUES (2)");

    assertThat(refresher.refresh(TABLE, newest())).isInstanceOf(RefreshResult.Refreshed.class);
  }

  @Test
  void rejectsARecreatedTableByItsUuid() throws SQLException {
    MetadataLocation first = newest();
    refresher.refresh(TABLE, first);
    postgres(
        "DROP TABLE guarded.iceberg_stores",
        "CREATE TABLE guarded.iceberg_stores (id int) USING iceberg");
    MetadataLocation anew = newest();

    assertThatThrownBy(() -> refresher.refresh(TABLE, anew))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.POINTLESS))
        .hasMessageContainingAll(first.uri(), anew.uri(), "table-uuid", "replace");
  }

  @Test
  void aMissingFileIsNotSentToSnowflake() {
    String uri = newest().uri();
    MetadataLocation missing =
        new MetadataLocation(uri.replaceFirst("/metadata/.*", "/metadata/00009-x.metadata.json"));

    assertThatThrownBy(() -> refresher.refresh(TABLE, missing))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll(missing.uri(), "does not exist", "Nothing was changed");
    assertThat(snowflake.statements())
        .noneMatch(statement -> statement.sql().contains("CREATE ICEBERG TABLE"));
  }

  @Test
  void aVerificationReportsThatTheServedFileIsMissing() throws SQLException {
    postgres("CREATE TABLE guarded.stores (id int PRIMARY KEY)");
    PgLakeSetup.of(LAKEHOUSE.postgres()).apply(List.of(TABLE));
    MetadataLocation served = newest();
    refresher.refresh(TABLE, served);
    postgres("INSERT INTO guarded.iceberg_stores VALUES (2)");
    String[] bucketAndKey = served.uri().replace("s3://", "").split("/", 2);
    s3.deleteObject(request -> request.bucket(bucketAndKey[0]).key(bucketAndKey[1]));

    VerifyReport report =
        PgLakeVerifier.builder(LAKEHOUSE.postgres())
            .catalog(SnowflakeCatalogReader.of(account, "RETAIL.LAKE"))
            .metadataReader(MetadataFiles.of(s3))
            .build()
            .verify(TABLE);

    assertThat(report.notes())
        .contains(
            "The catalog serves %s. This file does not exist any more: it was compared only by its name, and the catalog may soon fail to read it."
                .formatted(served));
  }

  private static MetadataLocation newest() {
    return Objects.requireNonNull(
        IcebergTablesLocator.of(LAKEHOUSE.postgres()).locations(List.of(ICEBERG)).get(ICEBERG));
  }

  private static void postgres(String... statements) throws SQLException {
    try (Connection connection = LAKEHOUSE.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
