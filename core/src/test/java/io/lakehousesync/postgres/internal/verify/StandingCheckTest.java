package io.lakehousesync.postgres.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataSummary;
import io.lakehousesync.verify.CatalogStanding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StandingCheckTest {
  private static final UUID TABLE = UUID.fromString("6f1f4f3c-5b0e-4a86-9a3f-0d7f3f1f6a01");
  private static final UUID ANOTHER = UUID.fromString("6f1f4f3c-5b0e-4a86-9a3f-0d7f3f1f6a02");
  private static final MetadataLocation SECOND = location("t/metadata/00002-a");
  private static final MetadataLocation THIRD = location("t/metadata/00003-b");
  private static final MetadataLocation ELSEWHERE = location("copy/metadata/00003-b");

  private final Map<MetadataLocation, MetadataSummary> files = new HashMap<>();
  private final List<String> notes = new ArrayList<>();

  @Test
  void withoutAReaderNamesAreCompared() {
    StandingCheck byName = new StandingCheck(null);

    assertThat(byName.standing(Optional.of(SECOND), THIRD, notes))
        .isEqualTo(CatalogStanding.BEHIND);
    assertThat(byName.standing(Optional.of(ELSEWHERE), THIRD, notes))
        .isEqualTo(CatalogStanding.ANOTHER_TABLE);
    assertThat(notes).isEmpty();
  }

  @Test
  void detectsAnotherTableInTheSameDirectory() {
    files.put(SECOND, summary(ANOTHER, 2, 20));
    files.put(THIRD, summary(TABLE, 3, 30));

    assertThat(standing(SECOND, THIRD)).isEqualTo(CatalogStanding.ANOTHER_TABLE);
  }

  @Test
  void theSameTableInAnotherDirectoryIsComparedBySequenceNumberAndSnapshot() {
    files.put(THIRD, summary(TABLE, 3, 30));

    files.put(ELSEWHERE, summary(TABLE, 3, 30));
    assertThat(standing(ELSEWHERE, THIRD)).isEqualTo(CatalogStanding.CURRENT);
    files.put(ELSEWHERE, summary(TABLE, 2, 20));
    assertThat(standing(ELSEWHERE, THIRD)).isEqualTo(CatalogStanding.BEHIND);
    files.put(ELSEWHERE, summary(TABLE, 3, 31));
    assertThat(standing(ELSEWHERE, THIRD)).isEqualTo(CatalogStanding.AHEAD);
    files.put(ELSEWHERE, summary(TABLE, 4, 40));
    assertThat(standing(ELSEWHERE, THIRD)).isEqualTo(CatalogStanding.AHEAD);
  }

  @Test
  void reportsAMissingServedFile() {
    files.put(THIRD, summary(TABLE, 3, 30));

    assertThat(standing(SECOND, THIRD)).isEqualTo(CatalogStanding.BEHIND);
    assertThat(notes)
        .containsExactly(
            "The catalog serves s3://lake/t/metadata/00002-a.metadata.json. This file does not exist any"
                + " more: it was compared only by its name, and the catalog may soon fail to read it.");
  }

  @Test
  void missingCommittedFileLeavesTheComparisonOfNames() {
    files.put(SECOND, summary(TABLE, 2, 20));

    assertThat(standing(SECOND, THIRD)).isEqualTo(CatalogStanding.BEHIND);
  }

  private CatalogStanding standing(MetadataLocation served, MetadataLocation committed) {
    return new StandingCheck(location -> Optional.ofNullable(files.get(location)))
        .standing(Optional.of(served), committed, notes);
  }

  private static MetadataLocation location(String path) {
    return new MetadataLocation("s3://lake/" + path + ".metadata.json");
  }

  private static MetadataSummary summary(UUID table, long sequenceNumber, long snapshot) {
    return new MetadataSummary(table, sequenceNumber, OptionalLong.of(snapshot));
  }
}
