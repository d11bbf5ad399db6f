package io.lakehousesync.snowflake;

import static org.awaitility.Awaitility.await;

import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.snowflake.internal.sql.UnansweredException;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataSummary;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.testkit.LakehouseUnderTest;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflakeBuilder;
import io.lakehousesync.testkit.snowflake.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;

/** An empty account of the stand-in, its clock, and an Iceberg table of pg_lake beside it. */
final class SnowflakeAccount implements AutoCloseable {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();
  private static final AtomicInteger ACCOUNTS = new AtomicInteger();

  private final String schema = "account_it_" + ACCOUNTS.incrementAndGet();
  private final SettableClock clock = new SettableClock();
  private final EmbeddedSnowflake snowflake;
  private volatile Optional<MetadataLocation> catalogAt = Optional.empty();

  SnowflakeAccount() {
    this(UnaryOperator.identity());
  }

  SnowflakeAccount(UnaryOperator<EmbeddedSnowflakeBuilder> options) {
    snowflake =
        options
            .apply(
                EmbeddedSnowflake.builder(LAKEHOUSE.s3())
                    .clock(clock)
                    .managedCatalog(name -> Optional.of(catalogAt.orElseGet(this::committed).uri()))
                    .managedTables(() -> List.of(table().target().toString()))
                    .postgresInstanceStartup(Duration.ofMillis(300)))
            .start();
  }

  static String location() {
    return LAKEHOUSE.storageBaseUrl();
  }

  /** Returns a table of this account alone, so that tests can run in parallel. */
  SyncTable table() {
    return SyncTable.of(schema + ".stores", schema + ".iceberg_stores");
  }

  /** Creates the table, or recreates it. */
  void createIcebergTable() throws SQLException {
    postgres("DROP SCHEMA IF EXISTS %s CASCADE".formatted(schema));
    postgres("CREATE SCHEMA " + schema);
    postgres("CREATE TABLE %s.iceberg_stores (id int) USING iceberg".formatted(schema));
  }

  /** Commits one more row. */
  MetadataLocation commit() throws SQLException {
    postgres("INSERT INTO %s.iceberg_stores VALUES (1)".formatted(schema));
    return committed();
  }

  MetadataLocation committed() {
    TableName name = table().target();
    return Objects.requireNonNull(
        IcebergTablesLocator.of(LAKEHOUSE.postgres()).locations(List.of(name)).get(name));
  }

  /** Makes the catalog of the Postgres instance ignore later commits, as if it were slow. */
  void holdCatalog() {
    catalogAt = Optional.of(committed());
  }

  void releaseCatalog() {
    catalogAt = Optional.empty();
  }

  /** Copies a metadata file, like a commit that failed after its upload. */
  static void copy(MetadataLocation from, String name) throws IOException {
    try (FileIO io = LAKEHOUSE.s3().newFileIO();
        InputStream in = io.newInputFile(from.uri()).newStream();
        OutputStream out = io.newOutputFile(from.directory() + "/" + name).create()) {
      in.transferTo(out);
    }
  }

  /** Deletes a metadata file. */
  static void delete(MetadataLocation file) {
    try (FileIO io = LAKEHOUSE.s3().newFileIO()) {
      io.deleteFile(file.uri());
    }
  }

  /** Writes a metadata file as another engine does that raises the table to format version 3. */
  static MetadataLocation raiseFormat(MetadataLocation from) {
    MetadataLocation raised =
        new MetadataLocation(
            "%s/%05d-raised.metadata.json"
                .formatted(from.directory(), from.version().orElseThrow() + 1));
    try (FileIO io = LAKEHOUSE.s3().newFileIO()) {
      TableMetadata metadata = TableMetadataParser.read(io, from.uri());
      TableMetadataParser.write(
          TableMetadata.buildFrom(metadata).upgradeFormatVersion(3).build(),
          io.newOutputFile(raised.uri()));
    }
    return raised;
  }

  /** Reads a metadata file, for refreshers that compare the content of files. */
  static Optional<MetadataSummary> summary(MetadataLocation location) {
    try (FileIO io = LAKEHOUSE.s3().newFileIO()) {
      TableMetadata metadata = TableMetadataParser.read(io, location.uri());
      return Optional.of(
          new MetadataSummary(
              UUID.fromString(metadata.uuid()),
              metadata.lastSequenceNumber(),
              OptionalLong.of(metadata.currentSnapshot().snapshotId()),
              OptionalInt.of(metadata.formatVersion())));
    }
  }

  static void postgres(String sql) throws SQLException {
    try (Connection connection = LAKEHOUSE.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  EmbeddedSnowflake snowflake() {
    return snowflake;
  }

  DataSource dataSource() {
    return dataSource("ACCOUNTADMIN");
  }

  DataSource dataSource(String role) {
    return connections(role).build();
  }

  /** Returns connections with which the driver soon gives up, so that faults cause failures. */
  DataSource impatient() {
    return connections("ACCOUNTADMIN").property("networkTimeout", "1000").build();
  }

  private SnowflakeConnections.Builder connections(String role) {
    return SnowflakeConnections.forUrl(snowflake.jdbcUrl())
        .password("SYNC", "sync")
        .role(role)
        .warehouse("COMPUTE_WH");
  }

  /** Returns connections whose sessions have no warehouse. */
  DataSource withoutWarehouse() {
    return SnowflakeConnections.forUrl(snowflake.jdbcUrl()).password("SYNC", "sync").build();
  }

  /** Advances the clock, and lets Snowflake run what is due. */
  void pass(Duration time) {
    clock.passed = clock.passed.plus(time);
    snowflake.runTasks();
  }

  /** Advances the clock only. */
  void wait(Duration time) {
    clock.passed = clock.passed.plus(time);
  }

  String value(String sql) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return Objects.requireNonNullElse(rows.getString(1), "null");
    }
  }

  List<String> values(String sql, String column) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(column));
      }
    }
    return values;
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Lets statements with this beginning fail: once, if the driver repairs the fault. */
  void strike(String beginning, Fault fault) {
    strike(sql -> sql.startsWith(beginning), fault);
  }

  /** Lets these statements fail: once, if the driver repairs the fault. */
  void strike(Predicate<String> statements, Fault fault) {
    if (FaultKinds.passing().contains(fault)) {
      snowflake.faults().onNext(statements, fault);
    } else {
      snowflake.faults().onEvery(statements, fault);
    }
  }

  void heal() {
    snowflake.faults().clear();
  }

  /**
   * Removes the faults, and waits until the driver has given up, because it repeats its request for
   * some time even if the caller has stopped waiting.
   */
  void heal(Optional<? extends Throwable> failure) {
    heal();
    for (Throwable e = failure.orElse(null); e != null; e = e.getCause()) {
      if (e instanceof UnansweredException call) {
        await().atMost(Duration.ofMinutes(1)).until(() -> !call.isPending());
      }
    }
  }

  /** Returns the number of statements with this beginning, including refused ones. */
  int statements(String beginning) {
    return (int)
        snowflake.statements().stream()
            .filter(statement -> statement.sql().startsWith(beginning))
            .count();
  }

  /** Returns the statements since an index that changed something. */
  List<String> changesSince(int index) {
    return snowflake.statements().stream()
        .skip(index)
        .map(statement -> statement.sql().strip())
        .filter(sql -> !sql.matches("(?is)(SELECT|SHOW|DESC(RIBE)?)\\s.*"))
        .toList();
  }

  @Override
  public void close() throws SQLException {
    snowflake.close();
    postgres("DROP SCHEMA IF EXISTS %s CASCADE".formatted(schema));
  }

  /** The system's clock, which tests can advance. */
  private static final class SettableClock extends Clock {
    volatile Duration passed = Duration.ZERO;

    @Override
    public Instant instant() {
      return Instant.now().plus(passed);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
