package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.s3.metadata.ListedTable;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.TableName;
import io.lakehousesync.testkit.s3.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Random histories of commits, commits that fail after their upload, and expiry. The test knows
 * what {@code iceberg_tables} would contain. Data, schemas and compaction make no difference: each
 * is a commit that writes the next version. {@code -Dhistories=1000} sets the number of the slow
 * test.
 */
class RandomHistoriesIT {
  private static final TableName TABLE = new TableName("public", "t");
  private static final int STEPS = 12;
  private static final int FEW = 15;

  @TempDir static Path directory;
  private static EmbeddedS3 embedded;
  private static S3Client s3;

  @BeforeAll
  static void start() throws IOException {
    embedded = EmbeddedS3.start(Files.createDirectory(directory.resolve("s3")));
    embedded.createBucket("lake");
    s3 = embedded.settings().newClient();
  }

  @AfterAll
  static void stop() {
    s3.close();
    embedded.close();
  }

  @Test
  void isRightAboutEveryHistory() {
    run(0, FEW);
  }

  @Test
  @Tag("slow")
  void isRightAboutManyHistories() {
    run(FEW, Integer.getInteger("histories", 60));
  }

  private static void run(int first, int histories) {
    Tally tally = new Tally();
    for (int seed = first; seed < first + histories; seed++) {
      new History(seed).run(tally);
    }

    System.out.printf(
        "HISTORIES count=%d checks=%d current=%d one_behind=%d wrong=0 lagging_checks=%d"
            + " by_last_modified_wrong=%d%n",
        histories, tally.checks, tally.current, tally.oneBehind, tally.lagging, tally.byTimeWrong);
    assertThat(tally.current).isPositive();
    assertThat(tally.oneBehind).isPositive();
    assertThat(tally.lagging).isPositive();
    assertThat(tally.byTimeWrong).isPositive();
  }

  private static final class Tally {
    int checks;
    int current;
    int oneBehind;
    int lagging;
    int byTimeWrong;
  }

  /** A table and its committed files. */
  private static final class History {
    private final Random random;
    private final String prefix;
    private final List<MetadataLocation> committed = new ArrayList<>();
    private final LaggingListing lag = new LaggingListing();
    private final S3ListingLocator warm;
    private long version;
    private int lastShown;

    History(int seed) {
      random = new Random(seed);
      prefix = "h" + seed + "/metadata/";
      version = List.of(0L, 98L, 99_997L).get(random.nextInt(3));
      warm = locator(s3);
    }

    void run(Tally tally) {
      try (S3Client late = CountedRequests.client(embedded.settings(), lag)) {
        run(tally, locator(late));
      }
      committed.forEach(this::remove);
    }

    private void run(Tally tally, S3ListingLocator lagging) {
      committed.add(write(version));
      for (int step = 0; step < STEPS; step++) {
        int what = random.nextInt(10);
        if (what < 6) {
          version++;
          committed.add(write(version));
        } else if (what < 9) {
          // This commit fails after its upload, so the next one has the same version.
          write(version + 1);
        } else {
          expire();
        }
        check(warm.check(TABLE), tally);
        check(locator(s3).check(TABLE), tally);
        if (lag.catchUp(random)) {
          check(lagging.check(TABLE), tally);
        } else {
          checkLagging(lagging.check(TABLE), tally);
        }
        tally.byTimeWrong += newestByTime().equals(current()) ? 0 : 1;
      }
    }

    private void check(ListedTable listed, Tally tally) {
      tally.checks++;
      List<MetadataLocation> possible = new ArrayList<>(listed.unconfirmed());
      listed.confirmed().ifPresent(possible::add);
      assertThat(possible).as("%s", this).contains(current());
      if (listed.confirmed().isEmpty()) {
        // The file before the newest one has expired, or never existed.
        return;
      }
      MetadataLocation confirmed = listed.confirmed().get();
      assertThat(committed).as("%s", this).contains(confirmed);
      if (confirmed.equals(current())) {
        tally.current++;
      } else {
        assertThat(confirmed).as("%s", this).isEqualTo(committed.get(committed.size() - 2));
        tally.oneBehind++;
      }
    }

    /** Checks a locator that may be behind: its file was committed, and it does not go back. */
    private void checkLagging(ListedTable listed, Tally tally) {
      tally.lagging++;
      listed
          .confirmed()
          .ifPresent(
              confirmed -> {
                assertThat(committed).as("%s", this).contains(confirmed);
                int shown = committed.indexOf(confirmed);
                assertThat(shown).as("%s", this).isGreaterThanOrEqualTo(lastShown);
                lastShown = shown;
              });
    }

    private MetadataLocation current() {
      return committed.get(committed.size() - 1);
    }

    private MetadataLocation write(long number) {
      String name =
          "%05d-%s.metadata.json".formatted(number, new UUID(random.nextLong(), random.nextLong()));
      String previous = committed.isEmpty() ? "s3://lake/none.metadata.json" : current().uri();
      s3.putObject(
          r -> r.bucket("lake").key(prefix + name),
          RequestBody.fromString(SmallMetadata.writtenOnTopOf(previous)));
      lag.write(prefix + name);
      return new MetadataLocation("s3://lake/" + prefix + name);
    }

    /** Removes the oldest committed files that are not needed. Files of failed commits stay. */
    private void expire() {
      int keep = 1 + random.nextInt(3);
      committed.subList(0, Math.max(0, committed.size() - keep)).forEach(this::remove);
    }

    private void remove(MetadataLocation location) {
      s3.deleteObject(r -> r.bucket("lake").key(location.uri().substring("s3://lake/".length())));
    }

    /**
     * Chooses the newest file as the article does: by time in seconds, and the first of equal ones.
     */
    private MetadataLocation newestByTime() {
      S3Object newest =
          s3.listObjectsV2(r -> r.bucket("lake").prefix(prefix)).contents().stream()
              .max(
                  Comparator.comparing(
                      (S3Object object) -> object.lastModified().truncatedTo(ChronoUnit.SECONDS)))
              .orElseThrow();
      return new MetadataLocation("s3://lake/" + newest.key());
    }

    private S3ListingLocator locator(S3Client client) {
      return S3ListingLocator.builder(client).table(TABLE, "s3://lake/" + prefix).build();
    }

    @Override
    public String toString() {
      return prefix + " at version " + version;
    }
  }
}
