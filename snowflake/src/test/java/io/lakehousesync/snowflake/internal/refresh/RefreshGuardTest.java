package io.lakehousesync.snowflake.internal.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataReader;
import io.lakehousesync.spi.MetadataSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RefreshGuardTest {
  private static final UUID STORES = new UUID(0, 1);
  private static final MetadataLocation OLD = location("a/metadata/00001-a");
  private static final MetadataLocation NEW = location("a/metadata/00002-b");
  private static final MetadataLocation MOVED = location("b/metadata/00000-c");

  private final Map<MetadataLocation, MetadataSummary> files = new HashMap<>();
  private final List<MetadataLocation> read = new ArrayList<>();
  private final RefreshGuard guard = guard(this::summary);

  @Test
  void comparesNamesWithoutAReader() {
    RefreshGuard names = guard(null);

    assertThatCode(() -> names.check(OLD, NEW)).doesNotThrowAnyException();
    assertThatRefused(() -> names.check(NEW, OLD), "would go back to 00001-a");
    assertThatRefused(() -> names.check(OLD, MOVED), "it lies in another directory");
    assertThatCode(() -> names.check(NEW)).doesNotThrowAnyException();
  }

  /**
   * Two syncs can choose one name in Snowflake. To replace the table would take it from the other.
   */
  @Test
  void aTableOfAnotherNameIsNotTakenForARecreatedOne() {
    RefreshGuard names = guard(null);
    MetadataLocation orders = location("lake/shop/orders/17/metadata/00001-a");

    assertThatRefused(
        () -> names.check(location("lake/retail/orders/16/metadata/00001-a"), orders),
        "Does another sync serve this name?");
    assertThatRefused(
        () -> names.check(location("lake/shop/orders/16/metadata/00001-a"), orders),
        "dropped and recreated");
  }

  @Test
  void movesForwardWithinATable() {
    put(OLD, STORES, 7, 70);
    put(NEW, STORES, 8, 80);

    assertThatCode(() -> guard.check(OLD, NEW)).doesNotThrowAnyException();
  }

  @Test
  void aChangeOfTheSchemaAloneNeedsNoHigherSequenceNumber() {
    put(OLD, STORES, 7, 70);
    put(NEW, STORES, 7, 70);

    assertThatCode(() -> guard.check(OLD, NEW)).doesNotThrowAnyException();
  }

  @Test
  void refusesAnotherTableInTheSameDirectory() {
    UUID other = new UUID(0, 2);
    put(OLD, STORES, 7, 70);
    put(NEW, other, 8, 80);

    assertThatRefused(
        () -> guard.check(OLD, NEW), "its table-uuid is %s, not %s".formatted(other, STORES));
  }

  @Test
  void refusesAnOlderSequenceNumberUnderAHigherVersion() {
    put(OLD, STORES, 7, 70);
    put(NEW, STORES, 6, 60);

    assertThatRefused(() -> guard.check(OLD, NEW), "from sequence number 7 to 6");
  }

  @Test
  void refusesALowerVersionWhateverTheSequenceNumber() {
    put(NEW, STORES, 7, 70);
    put(OLD, STORES, 8, 80);

    assertThatRefused(() -> guard.check(NEW, OLD), "by its version");
  }

  @Test
  void followsTheSameTableIntoAnotherDirectory() {
    put(NEW, STORES, 7, 70);
    put(MOVED, STORES, 8, 80);

    assertThatCode(() -> guard.check(NEW, MOVED)).doesNotThrowAnyException();
  }

  @Test
  void inAnotherDirectoryEqualSequenceNumbersMustBeTheSameSnapshot() {
    put(NEW, STORES, 7, 70);
    put(MOVED, STORES, 7, 70);
    assertThatCode(() -> guard.check(NEW, MOVED)).doesNotThrowAnyException();

    put(MOVED, STORES, 7, 71);
    assertThatRefused(() -> guard(this::summary).check(NEW, MOVED), "sequence numbers are equal");
  }

  /** Source: docs.snowflake.com, "Automatically refresh Apache Iceberg tables". */
  @Test
  void refusesATableThatAnotherEngineRaisedToFormatVersionThree() {
    put(OLD, STORES, 7, 2);
    put(NEW, STORES, 8, 3);
    files.replaceAll((location, file) -> inFormat(file, location.equals(NEW) ? 3 : 2));

    assertThatRefused(() -> guard.check(OLD, NEW), "from format version 2 to 3");

    files.replaceAll((location, file) -> inFormat(file, 3));
    assertThatCode(() -> guard(this::summary).check(OLD, NEW)).doesNotThrowAnyException();
  }

  private static MetadataSummary inFormat(MetadataSummary file, int version) {
    return new MetadataSummary(
        file.tableUuid(),
        file.lastSequenceNumber(),
        file.currentSnapshotId(),
        OptionalInt.of(version));
  }

  @Test
  void refusesAMissingFile() {
    put(OLD, STORES, 7, 70);

    assertThatThrownBy(() -> guard.check(OLD, NEW))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.SENSIBLE))
        .hasMessageContainingAll(NEW.uri(), "does not exist", "Nothing was changed");
    assertThatThrownBy(() -> guard.check(NEW)).hasMessageContaining("does not exist");

    put(NEW, STORES, 8, 80);
    assertThatCode(() -> guard.check(OLD, NEW)).doesNotThrowAnyException();
  }

  @Test
  void comparesNamesIfTheServedFileIsGone() {
    put(NEW, STORES, 8, 80);
    put(MOVED, STORES, 9, 90);

    assertThatCode(() -> guard.check(OLD, NEW)).doesNotThrowAnyException();
    assertThatRefused(() -> guard.check(OLD, MOVED), "the served file is gone");
    put(OLD, STORES, 7, 70);
    files.remove(NEW);
    assertThatRefused(() -> guard(this::summary).check(NEW, OLD), "by its version");
  }

  @Test
  void readsOneFileForEachRefreshAfterTheFirst() {
    put(OLD, STORES, 7, 70);
    put(NEW, STORES, 8, 80);
    put(MOVED, STORES, 9, 90);

    guard.check(OLD, NEW);
    guard.check(NEW, MOVED);

    assertThat(read).containsExactly(OLD, NEW, MOVED);
  }

  @Test
  void throwsWhatTheReaderThrows() {
    NotAppliedException unreadable = new NotAppliedException(Retry.SENSIBLE, "S3 is busy", null);
    RefreshGuard broken =
        guard(
            location -> {
              throw unreadable;
            });

    assertThatThrownBy(() -> broken.check(OLD, NEW)).isSameAs(unreadable);
  }

  private static void assertThatRefused(Runnable check, String why) {
    assertThatThrownBy(check::run)
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.POINTLESS))
        .hasMessageContainingAll("L.S.STORES", why, "Nothing was changed");
  }

  private static RefreshGuard guard(@Nullable MetadataReader reader) {
    return new RefreshGuard(SnowflakeName.parse("L.S.STORES"), reader);
  }

  private Optional<MetadataSummary> summary(MetadataLocation location) {
    read.add(location);
    return Optional.ofNullable(files.get(location));
  }

  private void put(MetadataLocation location, UUID table, long sequenceNumber, long snapshot) {
    files.put(location, new MetadataSummary(table, sequenceNumber, OptionalLong.of(snapshot)));
  }

  private static MetadataLocation location(String path) {
    return new MetadataLocation("s3://lake/%s.metadata.json".formatted(path));
  }
}
