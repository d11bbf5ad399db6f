package io.lakehousesync.s3;

/** A metadata file of a table without snapshots. */
final class SmallMetadata {
  private SmallMetadata() {}

  /** Returns a file as pg_lake writes it before the first snapshot. */
  static String withoutLog() {
    return withLog("");
  }

  static String writtenOnTopOf(String previous) {
    return withLog("{\"timestamp-ms\":1,\"metadata-file\":\"%s\"}".formatted(previous));
  }

  private static String withLog(String entries) {
    return """
        {"format-version":2,"table-uuid":"9c12d441-03fe-4693-9a96-a0705ddf69c1","location":"s3://lake/t",
         "last-sequence-number":1,"last-updated-ms":1,"last-column-id":1,"current-schema-id":0,
         "schemas":[{"type":"struct","schema-id":0,
           "fields":[{"id":1,"name":"id","required":false,"type":"int"}]}],
         "default-spec-id":0,"partition-specs":[{"spec-id":0,"fields":[]}],"last-partition-id":999,
         "default-sort-order-id":0,"sort-orders":[{"order-id":0,"fields":[]}],
         "properties":{},"current-snapshot-id":-1,"snapshots":[],"snapshot-log":[],
         "metadata-log":[%s]}
        """
        .formatted(entries);
  }
}
