package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.s3.metadata.FileCounts;
import io.lakehousesync.s3.metadata.SchemaField;
import io.lakehousesync.s3.metadata.SnapshotInfo;
import io.lakehousesync.s3.metadata.TableMetadata;
import io.lakehousesync.s3.metadata.UnreadableFileException;
import io.lakehousesync.s3.metadata.UnreadableFileException.Reason;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataSummary;
import io.lakehousesync.testkit.s3.S3Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

class MetadataFilesIT {
  private static final S3Lakehouse LAKE = new S3Lakehouse();
  private static final UUID TABLE = UUID.fromString("0f5c1c5e-8f0b-4a39-9f0e-6f2b8f1f3a11");
  private static final String SCHEMAS =
      """
      "schemas": [
        {"schema-id": 0, "type": "struct", "fields": []},
        {"schema-id": 1, "type": "struct", "fields":
          [{"id": 1, "name": "id", "required": true, "type": "long"}]}]""";
  private static final String WHOLE =
      """
      {"format-version": 2, "table-uuid": "%s", "last-sequence-number": 7,
       "current-schema-id": 1, "current-snapshot-id": 12,
       %s,
       "snapshots": [%s, %s], "properties": {"format-version": "9"}}"""
          .formatted(TABLE, SCHEMAS, snapshot(11), snapshot(12));

  private final MetadataFiles files = MetadataFiles.of(LAKE.s3());

  @AfterAll
  static void close() {
    LAKE.close();
  }

  @Test
  void readsWhatPgLakeCommitted() throws Exception {
    LAKE.sql(
        "CREATE TABLE reading (id bigint NOT NULL, price numeric(12, 2)) USING iceberg",
        "INSERT INTO reading SELECT i, i FROM generate_series(1, 100) i",
        "DELETE FROM reading WHERE id = 7",
        "ALTER TABLE reading ADD COLUMN note text",
        "INSERT INTO reading VALUES (101, 1, 'x')");
    MetadataLocation location = LAKE.location("reading");
    var expected = TableMetadataParser.read(LAKE.io(), location.uri());
    Snapshot snapshot = expected.currentSnapshot();

    TableMetadata metadata = files.read(location);

    assertThat(metadata.location()).isEqualTo(location);
    assertThat(metadata.tableUuid()).hasToString(expected.uuid());
    assertThat(metadata.formatVersion()).isEqualTo(2);
    assertThat(metadata.lastSequenceNumber()).isEqualTo(expected.lastSequenceNumber());
    assertThat(metadata.snapshots()).isEqualTo(expected.snapshots().size()).isGreaterThan(2);
    assertThat(metadata.previousFiles())
        .isEqualTo(expected.previousFiles().stream().map(entry -> entry.file()).toList())
        .isNotEmpty();
    assertThat(metadata.sizeBytes()).isEqualTo(LAKE.get(location.uri()).length);
    assertThat(metadata.schema())
        .containsExactly(
            new SchemaField(1, "id", "long", true),
            new SchemaField(2, "price", "decimal(12, 2)", false),
            new SchemaField(3, "note", "string", false));
    SnapshotInfo current = metadata.currentSnapshot().orElseThrow();
    assertThat(current.snapshotId()).isEqualTo(snapshot.snapshotId());
    assertThat(current.sequenceNumber()).isEqualTo(snapshot.sequenceNumber());
    assertThat(current.committedAt().toEpochMilli()).isEqualTo(snapshot.timestampMillis());
    assertThat(current.operation()).contains("append");
    assertThat(current.manifestList()).contains(snapshot.manifestListLocation());
    assertThat(files.count(current))
        .isEqualTo(new FileCounts(snapshot.allManifests(LAKE.io()).size(), 2, 1));
  }

  @Test
  void returnsASummary() {
    IcebergTableOnS3 table = IcebergTableOnS3.create(LAKE, IcebergTableOnS3.IDS, 2);
    MetadataLocation empty = table.newest();
    table.append();
    TableMetadata metadata = files.read(table.newest());
    long snapshot = metadata.currentSnapshot().orElseThrow().snapshotId();

    assertThat(files.summary(table.newest()))
        .contains(
            new MetadataSummary(
                metadata.tableUuid(), 1, OptionalLong.of(snapshot), OptionalInt.of(2)));
    assertThat(files.summary(empty))
        .contains(
            new MetadataSummary(metadata.tableUuid(), 0, OptionalLong.empty(), OptionalInt.of(2)));
    LAKE.delete(empty.uri());
    assertThat(files.summary(empty)).isEmpty();
    MetadataLocation bad = put("[]");
    assertThatUnreadable(() -> files.summary(bad), Reason.CORRUPT, "START_ARRAY");
  }

  @Test
  void readsATableThatNeverHadRows() throws Exception {
    LAKE.sql("CREATE TABLE reading_none (id int) USING iceberg");
    TableMetadata metadata = files.read(LAKE.location("reading_none"));
    assertThat(metadata.currentSnapshot()).isEmpty();
    assertThat(metadata.schema()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsWhatIcebergCommitted(int formatVersion) {
    IcebergTableOnS3 table = IcebergTableOnS3.create(LAKE, IcebergTableOnS3.IDS, formatVersion);
    table.append();
    table.append();
    TableMetadata metadata = files.read(table.newest());
    SnapshotInfo current = metadata.currentSnapshot().orElseThrow();
    assertThat(metadata.formatVersion()).isEqualTo(formatVersion);
    assertThat(metadata.lastSequenceNumber()).isEqualTo(formatVersion == 1 ? 0 : 2);
    assertThat(current.total("total-data-files")).hasValue(2);
    assertThat(current.total("operation")).isEmpty();
    assertThat(files.count(current)).isEqualTo(new FileCounts(2, 2, 0));
  }

  @Test
  void namesNestedTypesAsIcebergDoes() {
    Schema schema =
        new Schema(
            NestedField.optional(1, "l", Types.ListType.ofOptional(2, Types.StringType.get())),
            NestedField.optional(
                3,
                "m",
                Types.MapType.ofOptional(4, 5, Types.StringType.get(), Types.DateType.get())),
            NestedField.optional(
                6,
                "s",
                Types.StructType.of(
                    NestedField.required(7, "a", Types.IntegerType.get()),
                    NestedField.optional(8, "b", Types.TimestampType.withZone()))));
    assertThat(files.read(IcebergTableOnS3.create(LAKE, schema, 2).newest()).schema())
        .extracting(SchemaField::type)
        .containsExactly("list<string>", "map<string, date>", "struct<a: int, b: timestamptz>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00001-x.metadata.json", "00001-x.gz.metadata.json"})
  void detectsGzipByContent(String name) throws IOException {
    MetadataLocation location = put(name, gzip(WHOLE));
    TableMetadata metadata = files.read(location);
    assertThat(metadata.tableUuid()).isEqualTo(TABLE);
    assertThat(metadata.sizeBytes()).isEqualTo(gzip(WHOLE).length);
  }

  @Test
  void readsASecondTimeIfTheCurrentIdsComeLast() {
    MetadataLocation location =
        put(
            """
            {"snapshots": [%s, %s], %s, "current-snapshot-id": 11, "current-schema-id": 1,
             "format-version": 2, "table-uuid": "%s", "last-sequence-number": 7}"""
                .formatted(snapshot(11), snapshot(12), SCHEMAS, TABLE));
    TableMetadata metadata = files.read(location);
    assertThat(metadata.currentSnapshot()).map(SnapshotInfo::snapshotId).contains(11L);
    assertThat(metadata.schema()).extracting(SchemaField::name).containsExactly("id");
    assertThat(metadata.snapshots()).isEqualTo(2);
    assertThat(metadata.lastSequenceNumber()).isEqualTo(7);
  }

  @Test
  @Timeout(60)
  void readsFiftyThousandSnapshots() {
    String snapshots =
        LongStream.rangeClosed(1, 50_000)
            .mapToObj(MetadataFilesIT::snapshot)
            .collect(Collectors.joining(","));
    MetadataLocation location = put(WHOLE.replace(snapshot(11) + ", " + snapshot(12), snapshots));
    long started = System.nanoTime();
    TableMetadata metadata = files.read(location);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    assertThat(metadata.snapshots()).isEqualTo(50_000);
    assertThat(metadata.currentSnapshot()).map(SnapshotInfo::snapshotId).contains(12L);
    assertThatUnreadable(
        () -> files.withSizeLimit(1_000_000).read(location), Reason.TOO_LARGE, "1,000,000 bytes");
  }

  @Test
  void limitsTheSizeAfterDecompression() throws IOException {
    String content = WHOLE.replace("\"properties\": {", "\"properties\": {" + " ".repeat(1 << 20));
    MetadataLocation packed = put("00001-x.gz.metadata.json", gzip(content));
    assertThat(files.withSizeLimit(content.length()).read(packed).tableUuid()).isEqualTo(TABLE);
    assertThatUnreadable(
        () -> files.withSizeLimit(content.length() - 1).read(packed),
        Reason.TOO_LARGE,
        "Expire snapshots");
  }

  @Test
  void refusesALocationThatIsNotOnS3() {
    assertThatThrownBy(() -> files.read(new MetadataLocation("gs://lake/v1.metadata.json")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'gs://lake/v1.metadata.json' is not s3://bucket/key");
  }

  @Test
  void rejectsALimitOfZero() {
    assertThatThrownBy(() -> files.withSizeLimit(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size limit of 0 bytes");
  }

  @ParameterizedTest
  @CsvSource({"gs://lake/snap-1.avro, it is not on S3", ", it has no manifest list"})
  void countsOnlyWithAManifestListOnS3(@Nullable String list, String why) {
    SnapshotInfo snapshot =
        new SnapshotInfo(1, 1, Instant.EPOCH, Map.of(), Optional.ofNullable(list));
    assertThatUnreadable(() -> files.count(snapshot), Reason.UNSUPPORTED, why);
  }

  @Test
  void reportsAMissingFile() {
    MetadataLocation location = new MetadataLocation(LAKE.newDirectory() + "/v1.metadata.json");
    assertThatUnreadable(() -> files.read(location), Reason.MISSING, "404 NoSuchKey");
  }

  @Test
  void reportsAMissingBucket() {
    MetadataLocation location = new MetadataLocation("s3://no-such-lake/v1.metadata.json");
    assertThatUnreadable(() -> files.read(location), Reason.MISSING, "404 NoSuchBucket");
  }

  @Test
  void reportsAForbiddenFile() {
    S3Settings right = LAKE.lakehouse().s3();
    S3Settings wrong =
        new S3Settings(
            right.endpoint(), right.region(), right.accessKeyId(), "wrong", right.addressing());
    MetadataLocation location = put(WHOLE);
    try (S3Client client = wrong.newClient()) {
      assertThatUnreadable(
          () -> MetadataFiles.of(client).read(location),
          Reason.FORBIDDEN,
          "403 SignatureDoesNotMatch");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.99})
  void reportsATruncatedFile(double part) throws IOException {
    byte[] plain = WHOLE.getBytes(StandardCharsets.UTF_8);
    byte[] packed = gzip(WHOLE);
    for (byte[] whole : List.of(plain, packed)) {
      byte[] cut = Arrays.copyOf(whole, (int) (whole.length * part));
      MetadataLocation location = put("00001-x.metadata.json", cut);
      assertThatUnreadable(() -> files.read(location), Reason.CORRUPT, " end");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                              | its content is not there: the file is empty
          PAR1                            | Unrecognized token 'PAR1'
          []                              | its content is START_ARRAY
          {}                              | it has no 'format-version'
          {"snapshots": 1}                | 'snapshots' is VALUE_NUMBER_INT
          {"table-uuid": 1}               | 'table-uuid' is VALUE_NUMBER_INT, not a string
          {"snapshots": [{}]}             | it has no 'snapshot-id'
          {"current-snapshot-id": "x"}    | not numeric
          """)
  void reportsAFileThatIsNotMetadata(String content, String what) {
    MetadataLocation location = put(content);
    assertThatUnreadable(() -> files.read(location), Reason.CORRUPT, what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "table-uuid"           | it has no 'table-uuid'
          "format-version": 2    | it has no 'format-version'
          "last-sequence-number" | it has no 'last-sequence-number'
          "current-schema-id"    | it has no 'current-schema-id'
          "snapshot-id": 12      | it has no 'snapshot-id'
          "timestamp-ms"         | it has no 'timestamp-ms'
          0f5c1c5e-              | its table-uuid is 'x-0f5c1c5e-
          "schema-id": 1         | it lacks its current schema 1
          """)
  void reportsAMissingField(String field, String what) {
    String without =
        field.startsWith("\"")
            ? WHOLE.replace(field, "\"x-" + field.substring(1))
            : WHOLE.replace(field, "x-" + field);
    MetadataLocation location = put(without);
    assertThatUnreadable(() -> files.read(location), Reason.CORRUPT, what);
  }

  @Test
  void reportsAMissingCurrentSnapshot() {
    MetadataLocation location =
        put(WHOLE.replace("\"current-snapshot-id\": 12", "\"current-snapshot-id\": 13"));
    assertThatUnreadable(
        () -> files.read(location), Reason.CORRUPT, "it lacks its current snapshot 13");
  }

  @Test
  void reportsContentAfterTheEnd() {
    MetadataLocation location = put(WHOLE + "{}");
    assertThatUnreadable(
        () -> files.read(location), Reason.CORRUPT, "it has more content after its end");
  }

  @Test
  void reportsThatS3IsUnreachable() {
    MetadataLocation location = new MetadataLocation("s3://lake/v1.metadata.json");
    try (S3Client client = settings(1).newClient()) {
      assertThatUnreadable(
          () -> MetadataFiles.of(client).read(location), Reason.UNREACHABLE, "Connect");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.3, 0.9, 0.999})
  void reportsATruncatedManifestList(double part) {
    IcebergTableOnS3 table = IcebergTableOnS3.create(LAKE, IcebergTableOnS3.IDS, 2);
    table.append();
    SnapshotInfo snapshot = files.read(table.newest()).currentSnapshot().orElseThrow();
    String list = snapshot.manifestList().orElseThrow();
    byte[] whole = LAKE.get(list);
    LAKE.put(list, Arrays.copyOf(whole, (int) (whole.length * part)));
    assertThatUnreadable(() -> files.count(snapshot), Reason.CORRUPT, list);
  }

  private static S3Settings settings(int port) {
    return new S3Settings(
        Optional.of(URI.create("http://127.0.0.1:" + port)),
        "us-east-1",
        "a",
        "b",
        S3Settings.Addressing.PATH);
  }

  static void assertThatUnreadable(ThrowingCallable reading, Reason reason, String what) {
    assertThatThrownBy(reading)
        .asInstanceOf(type(UnreadableFileException.class))
        .satisfies(
            e -> {
              assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
              assertThat(e.retry())
                  .isEqualTo(reason == Reason.UNREACHABLE ? Retry.OUTAGE : Retry.POINTLESS);
              assertThat(e.getMessage()).contains(what).contains("Nothing was changed.");
            });
  }

  private static String snapshot(long id) {
    return """
        {"snapshot-id": %d, "sequence-number": 5, "timestamp-ms": 1700000000000,
         "manifest-list": "s3://lake/snap-%d.avro", "summary": {"operation": "append"}}"""
        .formatted(id, id);
  }

  private static MetadataLocation put(String content) {
    return put("00001-x.metadata.json", content.getBytes(StandardCharsets.UTF_8));
  }

  private static MetadataLocation put(String name, byte[] content) {
    MetadataLocation location = new MetadataLocation(LAKE.newDirectory() + "/metadata/" + name);
    LAKE.put(location.uri(), content);
    return location;
  }

  private static byte[] gzip(String content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
