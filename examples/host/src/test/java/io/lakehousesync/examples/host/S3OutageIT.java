package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.BackOff;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.SyncListener;
import io.lakehousesync.TableReport;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.testkit.EmbeddedLakehouse;
import io.lakehousesync.testkit.s3.EmbeddedS3;
import io.lakehousesync.testkit.s3.S3Settings;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** An outage of the S3 service that PostgreSQL writes to. */
@Tag("slow")
class S3OutageIT {
  private static final List<SyncTable> TABLES =
      IntStream.range(0, 5).mapToObj(i -> SyncTable.of("app.t" + i, "app.lake" + i)).toList();

  @TempDir private Path directory;

  private final Map<SyncTable, Retry> failed = new ConcurrentHashMap<>();
  private final Set<SyncTable> copied = ConcurrentHashMap.newKeySet();

  /** Each table alone would wait for half an hour or longer after its failure. */
  @Test
  void allTablesAreCopiedSoonAfterItsEnd() throws Exception {
    try (EmbeddedS3 s3 = EmbeddedS3.start(directory);
        TcpRelay relay = relay(s3.settings())) {
      s3.createBucket("lake");
      try (EmbeddedLakehouse lakehouse =
          EmbeddedLakehouse.builder().s3(through(relay, s3.settings())).start()) {
        DataSource postgres = postgres(lakehouse);
        execute(postgres, "CREATE SCHEMA app");
        for (SyncTable table : TABLES) {
          execute(postgres, "CREATE TABLE %s (id int PRIMARY KEY)".formatted(table.source()));
        }
        PgLakeSetup.of(postgres).apply(TABLES);
        try (LakehouseSync sync = sync(postgres).build()) {
          sync.start(Duration.ofMillis(100));
          insert(postgres, 1);
          await().atMost(Duration.ofMinutes(1)).until(() -> copied.size() == TABLES.size());

          relay.cut();
          insert(postgres, 2);
          await().atMost(Duration.ofMinutes(2)).until(() -> failed.size() == TABLES.size());
          assertThat(failed.values()).containsOnly(Retry.OUTAGE);

          copied.clear();
          relay.restore();
          await().atMost(Duration.ofSeconds(30)).until(() -> copied.size() == TABLES.size());
        }
      }
    }
  }

  private LakehouseSyncBuilder sync(DataSource postgres) {
    LakehouseSyncBuilder builder =
        LakehouseSync.builder()
            .source(PgLakeSource.of(postgres))
            .locator(IcebergTablesLocator.of(postgres))
            .backOff(new BackOff(Duration.ofHours(1), Duration.ofHours(1), 1))
            .listener(
                new SyncListener() {
                  @Override
                  public void ended(TableReport report) {
                    if (report.failure().orElse(null) instanceof NotAppliedException failure) {
                      failed.put(report.table(), failure.retry());
                    } else if (report.failure().isEmpty() && report.rows() > 0) {
                      copied.add(report.table());
                    }
                  }
                });
    TABLES.forEach(builder::table);
    return builder;
  }

  private static TcpRelay relay(S3Settings s3) throws Exception {
    URI endpoint = s3.endpoint().orElseThrow();
    return new TcpRelay(endpoint.getHost(), endpoint.getPort());
  }

  private static S3Settings through(TcpRelay relay, S3Settings s3) {
    return new S3Settings(
        Optional.of(URI.create("http://localhost:" + relay.port())),
        s3.region(),
        s3.accessKeyId(),
        s3.secretAccessKey(),
        s3.addressing());
  }

  private static DataSource postgres(EmbeddedLakehouse lakehouse) {
    PGSimpleDataSource postgres = new PGSimpleDataSource();
    postgres.setUrl(lakehouse.pgLake().jdbcUrl());
    postgres.setUser(lakehouse.pgLake().user());
    postgres.setPassword(lakehouse.pgLake().password());
    return postgres;
  }

  private static void insert(DataSource postgres, int id) throws SQLException {
    for (SyncTable table : TABLES) {
      execute(postgres, "INSERT INTO %s VALUES (%d)".formatted(table.source(), id));
    }
  }

  private static void execute(DataSource postgres, String sql) throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
