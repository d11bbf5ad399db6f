package io.lakehousesync.s3.internal.metadata;

import io.lakehousesync.s3.internal.object.MemoryBudget;
import io.lakehousesync.s3.metadata.SnapshotFile;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;

/** Reads the entries of a manifest. */
final class ManifestEntry {
  // Field ids of Iceberg's specification.
  private static final int STATUS = 0;
  private static final int DATA_FILE = 2;
  private static final int FILE_PATH = 100;
  private static final int FILE_FORMAT = 101;
  private static final int RECORD_COUNT = 103;
  private static final int FILE_SIZE = 104;
  private static final int CONTENT = 134;
  private static final long DELETED = 2;

  static final Set<Integer> FIELDS =
      Set.of(STATUS, DATA_FILE, FILE_PATH, FILE_FORMAT, RECORD_COUNT, FILE_SIZE, CONTENT);

  private ManifestEntry() {}

  /** Returns the file; empty if the entry marks it as deleted. */
  static Optional<SnapshotFile> live(GenericRecord row, MemoryBudget budget) throws IOException {
    if (number(row, STATUS) == DELETED) {
      return Optional.empty();
    }
    GenericRecord file = AvroRecords.record(row, DATA_FILE);
    budget.add(MemoryBudget.OBJECT_BYTES);
    return Optional.of(
        new SnapshotFile(
            budget.keep(AvroRecords.text(file, FILE_PATH)),
            // Format version 1 has only data files, and no field for the content.
            content(AvroRecords.number(file, CONTENT).orElse(0)),
            budget.keep(AvroRecords.text(file, FILE_FORMAT).toUpperCase(Locale.ROOT)),
            number(file, RECORD_COUNT),
            number(file, FILE_SIZE)));
  }

  private static long number(GenericRecord row, int field) throws IOException {
    return AvroRecords.number(row, field)
        .orElseThrow(() -> new IOException("an entry has no field " + field));
  }

  private static SnapshotFile.Content content(long number) throws IOException {
    SnapshotFile.Content[] contents = SnapshotFile.Content.values();
    if (number < 0 || number >= contents.length) {
      throw new IOException("%d is not a kind of content".formatted(number));
    }
    return contents[(int) number];
  }
}
