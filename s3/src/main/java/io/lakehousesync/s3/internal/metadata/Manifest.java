package io.lakehousesync.s3.internal.metadata;

import io.lakehousesync.s3.internal.object.MemoryBudget;
import java.io.IOException;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;

/**
 * A manifest as a manifest list describes it.
 *
 * @param uri the file
 * @param length its size in bytes
 * @param deletes whether it lists delete files
 * @param files the number of live files in it; negative if the manifest list does not contain this
 *     number
 */
record Manifest(String uri, long length, boolean deletes, long files) {
  // Field ids of Iceberg's specification; the names differ between writers.
  private static final int PATH = 500;
  private static final int LENGTH = 501;
  private static final int ADDED_FILES = 504;
  private static final int EXISTING_FILES = 505;
  private static final int CONTENT = 517;

  static final Set<Integer> FIELDS = Set.of(PATH, LENGTH, ADDED_FILES, EXISTING_FILES, CONTENT);

  static Manifest of(GenericRecord row, MemoryBudget budget) throws IOException {
    long added = AvroRecords.number(row, ADDED_FILES).orElse(-1);
    long existing = AvroRecords.number(row, EXISTING_FILES).orElse(-1);
    budget.add(MemoryBudget.OBJECT_BYTES);
    return new Manifest(
        budget.keep(AvroRecords.text(row, PATH)),
        AvroRecords.number(row, LENGTH)
            .orElseThrow(() -> new IOException("a manifest has no length")),
        AvroRecords.number(row, CONTENT).orElse(0) == 1,
        added < 0 || existing < 0 ? -1 : added + existing);
  }
}
