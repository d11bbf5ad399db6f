package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.contract.MetadataLocatorContract;
import io.lakehousesync.s3.metadata.ListedTable;
import io.lakehousesync.s3.metadata.UnreadableFileException;
import io.lakehousesync.s3.metadata.UnreadableFileException.Reason;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.table.TableName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.S3Client;

/** A locator that reads pg_lake's catalog file, which the test writes in pg_lake's format. */
class CatalogFileIT extends MetadataLocatorContract {
  private static final S3Lakehouse LAKE = new S3Lakehouse();
  private static final TableName TABLE = new TableName("public", "t");
  private static final TableName OTHER = new TableName("Odd Schema", "o");
  private static final Instant NOW = Instant.parse("2026-10-01T12:00:00Z");

  private final CountedRequests requests = new CountedRequests();
  private final S3Client s3 = requests.client(LAKE.lakehouse().s3());
  private final String base = LAKE.newDirectory();
  private final String catalog = base + "/frompg/catalog/postgres/catalog.json";
  private final Map<TableName, MetadataLocation> committed = new HashMap<>();

  @AfterAll
  static void close() {
    LAKE.close();
  }

  @BeforeEach
  void writeTwoTables() {
    committed.put(TABLE, location(TABLE, 7));
    committed.put(OTHER, location(OTHER, 0));
    export(NOW);
  }

  @Override
  protected MetadataLocator locator() {
    return locatorAt(NOW);
  }

  @Override
  protected TableName table() {
    return TABLE;
  }

  @Override
  protected TableName otherTable() {
    return OTHER;
  }

  @Override
  protected void commit(TableName table) {
    committed.compute(table, (name, last) -> location(name, last.version().orElseThrow() + 1));
    export(NOW);
  }

  @Test
  void oneRequestLocatesAllTablesWithoutAListing() {
    requests.take();

    assertThat(locator().locations(List.of(TABLE, OTHER))).isEqualTo(committed);
    assertThat(requests.take()).isEqualTo(1);
    assertThat(locator().locate(List.of(new TableName("public", "unknown")))).isEmpty();
    assertThat(requests.take()).isZero();
  }

  @Test
  void itsFilesAreConfirmedAlthoughTheListingShowsMore() {
    LAKE.put(location(TABLE, 8).uri(), SmallMetadata.writtenOnTopOf(location(TABLE, 7).uri()));

    assertThat(locatorAt(NOW).check(TABLE))
        .isEqualTo(new ListedTable(Optional.of(location(TABLE, 7)), List.of()));
  }

  @Test
  void afterFiveMinutesTablesAreListedFromItsFiles() {
    LAKE.put(location(TABLE, 7).uri(), SmallMetadata.writtenOnTopOf(location(TABLE, 6).uri()));
    LAKE.put(location(TABLE, 8).uri(), SmallMetadata.writtenOnTopOf(location(TABLE, 7).uri()));
    LAKE.put(location(TABLE, 9).uri(), SmallMetadata.writtenOnTopOf(location(TABLE, 8).uri()));
    S3ListingLocator locator = locatorAt(NOW.plus(Duration.ofMinutes(6)));
    requests.take();

    assertThat(locator.check(TABLE))
        .isEqualTo(new ListedTable(Optional.of(location(TABLE, 8)), List.of(location(TABLE, 9))));
    assertThat(requests.take()).isEqualTo(2);
  }

  @Test
  void withoutATimeItOnlyStartsTheListing() {
    LAKE.put(location(TABLE, 7).uri(), SmallMetadata.writtenOnTopOf(location(TABLE, 6).uri()));
    LAKE.put(catalog, "{%s}".formatted(tables(committed)));

    assertThat(locatorAt(NOW).check(TABLE))
        .isEqualTo(new ListedTable(Optional.of(location(TABLE, 7)), List.of(location(TABLE, 7))));
  }

  @Test
  void aTableThatItDoesNotNameIsListed() {
    committed.remove(TABLE);
    export(NOW);
    LAKE.put(
        location(TABLE, 0).uri(), SmallMetadata.writtenOnTopOf("s3://lake/none.metadata.json"));

    assertThat(locatorAt(NOW).check(TABLE).unconfirmed()).containsExactly(location(TABLE, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                        | its content is START_ARRAY
          {}                                        | it has no 'tables'
          {"tables": [{}]}                          | it has no 'namespace'
          {"catalog-snapshot-time": "noon"}         | its catalog-snapshot-time is 'noon'
          {"tables": [{"namespace": "s", "table-name": "t", "metadata-location": "x"}]} | 'x' is not
          {"tables": [                              | end
          """)
  void rejectsAFileThatIsNotACatalog(String content, String what) {
    LAKE.put(catalog, content);

    assertThatThrownBy(() -> locator().locate(List.of(TABLE)))
        .isInstanceOfSatisfying(
            UnreadableFileException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT))
        .hasMessageContainingAll(catalog, "is not a catalog of pg_lake", what);
  }

  private S3ListingLocator locatorAt(Instant now) {
    return new S3ListingLocator(
        S3ListingLocator.builder(s3)
            .table(TABLE, directory(TABLE))
            .table(OTHER, directory(OTHER))
            .catalogFile(catalog),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private void export(Instant takenAt) {
    LAKE.put(catalog, catalog(takenAt, committed));
  }

  private String directory(TableName table) {
    return base + "/" + table.name() + "/metadata/";
  }

  private MetadataLocation location(TableName table, long version) {
    return new MetadataLocation("%s%05d-x.metadata.json".formatted(directory(table), version));
  }

  /** Returns the file as pg_lake writes it. */
  static String catalog(Instant takenAt, Map<TableName, MetadataLocation> tables) {
    return "{\"catalog-snapshot-time\":\"%s\",%s}".formatted(takenAt, tables(tables));
  }

  private static String tables(Map<TableName, MetadataLocation> tables) {
    return tables.entrySet().stream()
        .map(
            table ->
                "{\"metadata-location\":\"%s\",\"table-name\":\"%s\",\"namespace\":\"%s\"}\n"
                    .formatted(table.getValue(), table.getKey().name(), table.getKey().schema()))
        .collect(Collectors.joining(",\n", "\"tables\":[", "]\n"));
  }
}
