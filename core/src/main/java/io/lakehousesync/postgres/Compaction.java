package io.lakehousesync.postgres;

import java.time.Instant;

/**
 * A compaction that was noticed: a table has fewer data files than at the look before, and no fewer
 * rows. It may have been our VACUUM, pg_lake's autovacuum, or somebody else.
 *
 * @param filesBefore data files at the look before
 * @param filesAfter data files now
 * @param noticedAt when; it happened since the look before
 */
public record Compaction(long filesBefore, long filesAfter, Instant noticedAt) {}
