package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.s3.metadata.ListedTable;
import io.lakehousesync.spi.LocatedMetadata;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.TableName;
import io.lakehousesync.testkit.s3.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Listings of files that the test writes, over the S3 protocol. */
class S3ListingLocatorIT {
  private static final TableName TABLE = new TableName("public", "t");

  @TempDir static Path directory;
  private static EmbeddedS3 embedded;
  private static CountedRequests requests;
  private static S3Client s3;

  private String prefix = "";

  @BeforeAll
  static void start() throws IOException {
    embedded = EmbeddedS3.start(Files.createDirectory(directory.resolve("s3")));
    embedded.createBucket("lake");
    requests = new CountedRequests();
    s3 = requests.client(embedded.settings());
  }

  @AfterAll
  static void stop() {
    s3.close();
    embedded.close();
  }

  @BeforeEach
  void name(TestInfo test) {
    prefix = test.getTestMethod().orElseThrow().getName() + "/metadata/";
  }

  @Test
  void comparesVersionsAsNumbers() {
    put("99998-a.metadata.json");
    put("99999-b.metadata.json");
    S3ListingLocator locator = handOn();
    assertThat(newest(locator)).isEqualTo("99999-b.metadata.json");

    put("100000-c.metadata.json");
    assertThat(newest(locator)).isEqualTo("100000-c.metadata.json");
    put("100001-d.metadata.json");
    assertThat(newest(locator)).isEqualTo("100001-d.metadata.json");
    assertThat(newest(handOn())).isEqualTo("100001-d.metadata.json");
  }

  @Test
  void waitsUntilAnotherFileConfirmsTheNewestOne() {
    S3ListingLocator locator = builder().build();
    put("00000-a.metadata.json");
    assertThat(locator.locate(List.of(TABLE)))
        .containsExactly(
            entry(
                TABLE,
                new LocatedMetadata.Unconfirmed(
                    "00000-a.metadata.json, the newest metadata file in S3, is not confirmed yet; the"
                        + " next commit of the table shows whether it was committed")));
    put("00001-b.metadata.json", "00000-a.metadata.json");

    assertThat(newest(locator)).isEqualTo("00000-a.metadata.json");
    assertThat(locator.check(TABLE).unconfirmed())
        .extracting(MetadataLocation::fileName)
        .containsExactly("00001-b.metadata.json");
    put("00002-c.metadata.json", "00001-b.metadata.json");
    assertThat(newest(locator)).isEqualTo("00001-b.metadata.json");
  }

  @Test
  void theNextFileShowsWhichOfTwoFilesIsCommitted() {
    put("00000-a.metadata.json");
    put("00001-orphan.metadata.json", "00000-a.metadata.json");
    put("00001-real.metadata.json", "00000-a.metadata.json");
    assertThat(newest(handOn())).isEqualTo("00000-a.metadata.json");

    put("00002-c.metadata.json", "00001-real.metadata.json");

    assertThat(newest(builder().build())).isEqualTo("00001-real.metadata.json");
    assertThat(newest(handOn())).isEqualTo("00002-c.metadata.json");
  }

  @Test
  void ignoresANewestFileThatIsIncomplete() {
    put("00000-a.metadata.json");
    put("00001-orphan.metadata.json", "00000-a.metadata.json");
    put("00001-real.metadata.json", "00000-a.metadata.json");
    s3.putObject(
        r -> r.bucket("lake").key(prefix + "00002-a-cut.metadata.json"),
        RequestBody.fromString("{\"format-version\":2,"));
    put("00002-whole.metadata.json", "00001-real.metadata.json");

    assertThat(newest(handOn())).isEqualTo("00001-real.metadata.json");
  }

  @Test
  void filesOfHadoopTablesAreCommittedByTheirName() {
    for (int version = 1; version <= 12; version++) {
      put("v" + version + ".metadata.json");
    }
    put("version-hint.text");
    S3ListingLocator locator = builder().build();
    assertThat(newest(locator)).isEqualTo("v12.metadata.json");

    put("v13.gz.metadata.json");
    assertThat(newest(locator)).isEqualTo("v13.gz.metadata.json");
  }

  @Test
  void versionsOfHadoopTablesAreFollowedFromOneDigitToTwoAndThree() {
    S3ListingLocator locator = builder().build();
    for (int version = 1; version <= 101; version++) {
      put("v" + version + ".metadata.json");
      if (version < 12 || version > 98) {
        assertThat(newest(locator)).isEqualTo("v" + version + ".metadata.json");
      }
    }
  }

  @Test
  void confirmsNothingIfAnotherCatalogTookOverAHadoopTable() {
    put("v12.metadata.json");
    put("00000-a.metadata.json", "v12.metadata.json");
    put("00001-b.metadata.json", "00000-a.metadata.json");
    S3ListingLocator locator = builder().build();

    assertThat(locator.check(TABLE))
        .isEqualTo(
            new ListedTable(
                Optional.empty(),
                List.of(location("v12.metadata.json"), location("00001-b.metadata.json"))));
  }

  @Test
  void aTableThatNeverHadRowsHasNoLogAndIsNotConfirmed() {
    s3.putObject(
        r -> r.bucket("lake").key(prefix + "00000-a.metadata.json"),
        RequestBody.fromString(SmallMetadata.withoutLog()));
    s3.putObject(
        r -> r.bucket("lake").key(prefix + "00001-b.metadata.json"),
        RequestBody.fromString(SmallMetadata.withoutLog()));
    S3ListingLocator locator = builder().build();
    assertThat(locator.check(TABLE))
        .isEqualTo(new ListedTable(Optional.empty(), List.of(location("00001-b.metadata.json"))));

    put("00002-c.metadata.json", "00001-b.metadata.json");
    assertThat(newest(locator)).isEqualTo("00001-b.metadata.json");
  }

  @Test
  void theFirstCheckStartsAtTheLastKnownFile() {
    put("00006-a.metadata.json");
    put("00007-b.metadata.json", "00006-a.metadata.json");
    put("00008-c.metadata.json", "00007-b.metadata.json");
    MetadataLocation known = location("00006-a.metadata.json");
    MetadataLocation expired = location("00005-x.metadata.json");
    MetadataLocation elsewhere = new MetadataLocation("s3://lake/other/" + known.fileName());
    int cold = check(builder().build(), "00007-b");

    assertThat(check(builder().lastKnown(TABLE, known).build(), "00007-b")).isEqualTo(1);
    assertThat(check(builder().lastKnown(TABLE, expired).build(), "00007-b")).isEqualTo(cold + 1);
    assertThat(check(builder().lastKnown(TABLE, elsewhere).build(), "00007-b")).isEqualTo(cold);
    assertThatThrownBy(() -> S3ListingLocator.builder(s3).lastKnown(TABLE, known).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no metadata directory was given for public.t");
  }

  @Test
  void aMissingTableHasNoEntry() {
    assertThat(builder().build().locations(List.of(TABLE, new TableName("public", "other"))))
        .isEmpty();
    assertThatThrownBy(() -> builder().build().check(new TableName("public", "other")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("public.other");
  }

  /** A file that could not be removed for a day stays forever, even if later files are removed. */
  @Test
  void afterAPauseOfADayTheWholeDirectoryIsListed() {
    SettableClock clock = new SettableClock();
    S3ListingLocator locator = new S3ListingLocator(builder(), clock);
    put("00000-a.metadata.json");
    put("00001-b.metadata.json", "00000-a.metadata.json");
    assertThat(newest(locator)).isEqualTo("00000-a.metadata.json");
    put("00200-c.metadata.json", "00199-gone.metadata.json");
    put("00201-d.metadata.json", "00200-c.metadata.json");
    assertThat(newest(locator)).isEqualTo("00000-a.metadata.json");

    clock.now = clock.now.plus(Duration.ofDays(1));
    assertThat(newest(locator)).isEqualTo("00200-c.metadata.json");
  }

  private static final class SettableClock extends Clock {
    private Instant now = Instant.parse("2026-10-01T12:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void noticesExpiredFilesAndARecreatedTable() {
    put("00004-a.metadata.json");
    put("00005-b.metadata.json");
    S3ListingLocator locator = handOn();
    assertThat(newest(locator)).isEqualTo("00005-b.metadata.json");
    remove("00004-a.metadata.json");
    remove("00005-b.metadata.json");
    put("01000-x.metadata.json");
    put("01001-y.metadata.json");

    assertThat(newest(locator)).isEqualTo("01001-y.metadata.json");
  }

  /**
   * With {@code -Dlisting.files=100000} there are as many files as possible before their numbers
   * get a sixth digit. That takes minutes, because the embedded S3 sorts its directory for each
   * page.
   */
  @Test
  void manyFilesCostOneListingAndThenTwoRequestsAtMost() throws IOException {
    int files = Integer.getInteger("listing.files", 3_000);
    fill(files);
    S3ListingLocator locator = handOn();

    int cold = check(locator, "99999-");
    int idle = check(locator, "99999-");
    put("100000-x.metadata.json");
    int rollover = check(locator, "100000-x");
    put("100001-x.metadata.json");
    int next = check(locator, "100001-x");
    int idleAgain = check(locator, "100001-x");

    System.out.printf(
        "LISTING files=%d cold=%d idle=%d rollover=%d next=%d idle_again=%d%n",
        files, cold, idle, rollover, next, idleAgain);
    assertThat(cold).isLessThanOrEqualTo(files / 1000 * 2 + 2);
    assertThat(List.of(idle, rollover, next, idleAgain)).allMatch(count -> count <= 2);
  }

  /** Returns the number of requests of a check. */
  private static int check(S3ListingLocator locator, String expected) {
    requests.take();
    assertThat(newest(locator)).startsWith(expected);
    return requests.take();
  }

  @Test
  void errorsSayWhatToDo() {
    S3ListingLocator locator =
        S3ListingLocator.builder(s3).table(TABLE, "s3://no-such-bucket/t/metadata/").build();

    assertThatThrownBy(() -> locator.locate(List.of(TABLE)))
        .isInstanceOfSatisfying(
            NotAppliedException.class,
            e -> assertThat(e.retry()).isEqualTo(NotAppliedException.Retry.POINTLESS))
        .hasMessageContainingAll("s3://no-such-bucket/t/metadata/", "s3:ListBucket");
    assertThatThrownBy(() -> builder().table(TABLE, "/t/metadata"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private S3ListingLocator.Builder builder() {
    return S3ListingLocator.builder(s3).table(TABLE, "s3://lake/" + prefix);
  }

  private S3ListingLocator handOn() {
    return builder().unconfirmedFile(UnconfirmedFile.USE_NEWEST).build();
  }

  private static String newest(S3ListingLocator locator) {
    MetadataLocation location = locator.locations(List.of(TABLE)).get(TABLE);
    return location == null ? "nothing" : location.fileName();
  }

  private MetadataLocation location(String name) {
    return new MetadataLocation("s3://lake/" + prefix + name);
  }

  private void put(String name) {
    put(name, "none.metadata.json");
  }

  /** Returns a metadata file with what a listing needs: the file before it. */
  private void put(String name, String previous) {
    String json = SmallMetadata.writtenOnTopOf("s3://lake/" + prefix + previous);
    s3.putObject(r -> r.bucket("lake").key(prefix + name), RequestBody.fromString(json));
  }

  private void remove(String name) {
    s3.deleteObject(r -> r.bucket("lake").key(prefix + name));
  }

  /**
   * Puts files, and a manifest for each, into the directory behind S3. All but the last are empty.
   */
  private void fill(int count) throws IOException {
    Path files = Files.createDirectories(directory.resolve("s3/lake").resolve(prefix));
    Random random = new Random(1);
    String previous = "";
    for (int version = 100_000 - count; version < 100_000; version++) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      String name = "%05d-%s.metadata.json".formatted(version, id);
      Files.writeString(
          files.resolve(name),
          version == 99_999 ? SmallMetadata.writtenOnTopOf("s3://lake/" + prefix + previous) : "");
      previous = name;
      Files.createFile(files.resolve(id + "-m0.avro"));
    }
  }
}
