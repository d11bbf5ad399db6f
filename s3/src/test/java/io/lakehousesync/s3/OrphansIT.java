package io.lakehousesync.s3;

import static io.lakehousesync.s3.MetadataFilesIT.assertThatUnreadable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.s3.Orphan.Kind;
import io.lakehousesync.s3.metadata.SnapshotInfo;
import io.lakehousesync.s3.metadata.UnreadableFileException.Reason;
import io.lakehousesync.spi.MetadataLocation;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

class OrphansIT {
  private static final S3Lakehouse LAKE = new S3Lakehouse();

  // One day ahead, so that each file has an age.
  private final Orphans orphans =
      new Orphans(LAKE.s3(), Clock.offset(Clock.systemUTC(), Duration.ofDays(1)));

  @AfterAll
  static void close() {
    LAKE.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"public", "\"Odd Schema é+%\""})
  void findsFilesOfARollbackAndNoCommittedOnes(String schema) throws Exception {
    LAKE.sql(
        "CREATE SCHEMA IF NOT EXISTS " + schema,
        "SET search_path = " + schema,
        "CREATE TABLE orphans (id bigint NOT NULL) USING iceberg");
    String table = schema + ".orphans";
    for (int i = 0; i < 12; i++) {
      LAKE.sql("INSERT INTO %s SELECT generate_series(1, 100)".formatted(table));
    }
    LAKE.sql(
        "DELETE FROM %s WHERE id = 7".formatted(table),
        "DELETE FROM %s WHERE id > 50".formatted(table),
        "ALTER TABLE %s ADD COLUMN note text".formatted(table),
        "INSERT INTO %s VALUES (101, 'x')".formatted(table));
    MetadataLocation newest = LAKE.location("orphans");
    String directory = newest.directory().replaceFirst("/metadata$", "");
    Set<String> committed = new HashSet<>(LAKE.objects(directory));
    rolledBack("INSERT INTO %s VALUES (102, 'y')".formatted(table));
    List<String> after = LAKE.objects(directory);

    OrphanReport report = orphans.report(newest, Duration.ofHours(1));

    List<String> left = after.stream().filter(uri -> !committed.contains(uri)).toList();
    assertThat(report.orphans()).extracting(Orphan::uri).isEqualTo(left).isNotEmpty();
    assertThat(report.count(Kind.DATA)).isEqualTo(left.size());
    assertThat(report.bytes(Kind.DATA)).isEqualTo(LAKE.get(left.get(0)).length);
    assertThat(report.count(Kind.METADATA)).isZero();
    assertThat(report.scanned()).isEqualTo(after.size());
    assertThat(report.alive()).isEqualTo(committed.size());
    assertThat(report.later()).isEmpty();
    assertThat(LAKE.objects(directory)).isEqualTo(after);
    LAKE.sql("DROP TABLE " + table);
  }

  private static void rolledBack(String sql) throws Exception {
    try (Connection connection = LAKE.lakehouse().postgres().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(sql);
      connection.rollback();
    }
  }

  @Test
  void findsFilesOfExpiredSnapshots() {
    IcebergTableOnS3 files = IcebergTableOnS3.create(LAKE, IcebergTableOnS3.IDS, 2);
    Table table = files.table();
    DataFile first = files.append();
    Snapshot expired = table.currentSnapshot();
    String manifest = expired.allManifests(LAKE.io()).get(0).path();
    table.newDelete().deleteFile(first).commit();
    files.append();
    assertThat(report(files).orphans()).isEmpty();

    table
        .expireSnapshots()
        .expireSnapshotId(expired.snapshotId())
        .cleanupLevel(ExpireSnapshots.CleanupLevel.NONE)
        .commit();

    OrphanReport report = report(files);
    // The snapshot that deleted the file still lives, and its manifest names it as deleted.
    assertThat(report.orphans())
        .extracting(Orphan::uri)
        .containsExactlyInAnyOrder(first.location(), expired.manifestListLocation(), manifest);
    assertThat(report.count(Kind.METADATA)).isEqualTo(2);
    Orphan data = report.orphans().get(2);
    assertThat(data.kind()).isEqualTo(Kind.DATA);
    assertThat(data.sizeBytes()).isEqualTo(5);
    assertThat(data.age(report.at())).isBetween(Duration.ofHours(23), Duration.ofHours(25));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void keepsTheFilesOfEachLiveSnapshot(int formatVersion) {
    IcebergTableOnS3 files = IcebergTableOnS3.create(LAKE, IcebergTableOnS3.IDS, formatVersion);
    DataFile first = files.append();
    if (formatVersion > 1) {
      DeleteFile delete = files.deleteRow();
      assertThat(LAKE.objects(files.table().location())).contains(delete.location());
    }
    files.table().newDelete().deleteFile(first).commit();
    files.append();
    OrphanReport report = report(files);
    assertThat(report.orphans()).isEmpty();
    assertThat(report.alive()).isEqualTo(report.scanned()).isGreaterThan(8);
  }

  @Test
  void omitsYoungFiles() {
    IcebergTableOnS3 files = IcebergTableOnS3.create(LAKE, IcebergTableOnS3.IDS, 2);
    String orphan = files.newFile();
    assertThat(orphans.report(files.newest(), Duration.ofHours(23)).orphans())
        .extracting(Orphan::uri)
        .containsExactly(orphan);
    OrphanReport report = orphans.report(files.newest(), Duration.ofHours(25));
    assertThat(report.orphans()).isEmpty();
    assertThat(report.young()).isEqualTo(1);
    assertThat(Orphans.of(LAKE.s3()).report(files.newest(), Duration.ofHours(1)).young())
        .isEqualTo(1);
  }

  @Test
  void reportsLaterMetadataFiles() {
    IcebergTableOnS3 files = IcebergTableOnS3.create(LAKE, IcebergTableOnS3.IDS, 2);
    MetadataLocation stale = files.newest();
    files.append();
    OrphanReport report = orphans.report(stale, Duration.ofDays(2));
    assertThat(report.later()).containsExactly(files.newest());
    assertThat(report(files).later()).isEmpty();
  }

  @Test
  void ignoresFolderMarkersAndTheVersionHint() {
    IcebergTableOnS3 files = IcebergTableOnS3.create(LAKE, IcebergTableOnS3.IDS, 2);
    LAKE.put(files.table().location() + "/metadata/version-hint.text", "0");
    LAKE.put(files.table().location() + "/data/", "");
    assertThat(report(files).scanned()).isEqualTo(1);
  }

  @Test
  void ignoresOtherTables() {
    IcebergTableOnS3 files = IcebergTableOnS3.create(LAKE, IcebergTableOnS3.IDS, 2);
    LAKE.put(files.table().location() + "1/data/x.parquet", "x");
    LAKE.put(files.table().location() + "/database/x.parquet", "x");
    assertThat(report(files).orphans()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 0.5", "0, 0.9", "0, 0.999", "1, 0", "1, 0.5", "1, 0.9", "1, 0.999"})
  void reportsNothingIfAManifestOrItsListIsTruncated(int which, double part) {
    IcebergTableOnS3 files = IcebergTableOnS3.create(LAKE, IcebergTableOnS3.IDS, 2);
    files.append();
    String file = avroFiles(files).get(which);
    byte[] whole = LAKE.get(file);
    LAKE.put(file, Arrays.copyOf(whole, (int) (whole.length * part)));
    assertThatUnreadable(() -> report(files), Reason.CORRUPT, file);
  }

  @Test
  void reportsNothingIfAManifestEndsAfterItsHeader() {
    IcebergTableOnS3 files = IcebergTableOnS3.create(LAKE, IcebergTableOnS3.IDS, 2);
    files.append();
    String manifest = avroFiles(files).get(1);
    byte[] whole = LAKE.get(manifest);
    LAKE.put(manifest, Arrays.copyOf(whole, endOfHeader(whole)));
    assertThatUnreadable(() -> report(files), Reason.CORRUPT, "its list says " + whole.length);
  }

  /** Returns the end of the header, which has the same marker as the end of the file. */
  private static int endOfHeader(byte[] avro) {
    String bytes = new String(avro, StandardCharsets.ISO_8859_1);
    return bytes.indexOf(bytes.substring(bytes.length() - 16)) + 16;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void reportsNothingIfAManifestOrItsListIsMissing(int which) {
    IcebergTableOnS3 files = IcebergTableOnS3.create(LAKE, IcebergTableOnS3.IDS, 2);
    files.append();
    String file = avroFiles(files).get(which);
    LAKE.delete(file);
    assertThatUnreadable(() -> report(files), Reason.MISSING, file);
  }

  @Test
  void keepsManifestsAndStatisticsOfTheMetadataFile() {
    IcebergTableOnS3 files = IcebergTableOnS3.create(LAKE, IcebergTableOnS3.IDS, 1);
    DataFile data = files.append();
    String list = avroFiles(files).get(0);
    String statistics = files.newest().directory() + "/1.stats";
    LAKE.put(statistics, "x");
    String metadata = new String(LAKE.get(files.newest().uri()), StandardCharsets.UTF_8);
    MetadataLocation newest =
        new MetadataLocation(files.newest().directory() + "/00009-x.metadata.json");
    LAKE.put(
        newest.uri(),
        metadata
            .replaceFirst("\"manifest-list\" *: *\"[^\"]+\"", "\"manifests\": [\"%s\"]")
            .formatted(avroFiles(files).get(1))
            .replaceFirst(
                "\"statistics\" *: *\\[", "$0{\"statistics-path\": \"%s\"}".formatted(statistics)));

    OrphanReport report = orphans.report(newest, Duration.ofHours(1));

    assertThat(report.orphans())
        .extracting(Orphan::uri)
        .contains(list)
        .doesNotContain(data.location(), avroFiles(files).get(1), statistics);
  }

  @Test
  void reportsNothingWithoutPermissionToList() {
    IcebergTableOnS3 files = IcebergTableOnS3.create(LAKE, IcebergTableOnS3.IDS, 2);
    Orphans unlisted = Orphans.of(withoutListing(LAKE.s3()));
    assertThatUnreadable(
        () -> unlisted.report(files.newest(), Duration.ZERO), Reason.FORBIDDEN, "s3:ListBucket");
  }

  private static S3Client withoutListing(S3Client s3) {
    return (S3Client)
        Proxy.newProxyInstance(
            S3Client.class.getClassLoader(),
            new Class<?>[] {S3Client.class},
            (proxy, method, arguments) -> {
              if (method.getName().startsWith("listObjects")) {
                throw S3Exception.builder().statusCode(403).build();
              }
              return method.invoke(s3, arguments);
            });
  }

  @Test
  void rejectsANegativeAgeAndAFileOutsideMetadata() {
    MetadataLocation inside = new MetadataLocation("s3://lake/t/metadata/v1.metadata.json");
    MetadataLocation outside = new MetadataLocation("s3://lake/t/xmetadata/v1.metadata.json");
    assertThatThrownBy(() -> orphans.report(inside, Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-1S");
    assertThatThrownBy(() -> orphans.report(outside, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("xmetadata");
  }

  /** Returns the manifest list of the current snapshot, and its manifest. */
  private static List<String> avroFiles(IcebergTableOnS3 files) {
    SnapshotInfo snapshot =
        MetadataFiles.of(LAKE.s3()).read(files.newest()).currentSnapshot().orElseThrow();
    String list = snapshot.manifestList().orElseThrow();
    String directory = files.newest().directory();
    return LAKE.objects(directory).stream()
        .filter(uri -> uri.endsWith(".avro") && !uri.equals(list))
        .findFirst()
        .map(manifest -> List.of(list, manifest))
        .orElseThrow();
  }

  private OrphanReport report(IcebergTableOnS3 files) {
    return orphans.report(files.newest(), Duration.ofHours(1));
  }
}
