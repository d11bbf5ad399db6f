package io.lakehousesync.postgres.report;

import java.time.Instant;

/**
 * A compaction that the maintenance noticed: since the last check a table has fewer data files, but
 * not fewer rows. The cause may be our VACUUM, pg_lake's autovacuum, or another session.
 *
 * @param filesBefore the number of data files at the last check
 * @param filesAfter the number of data files now
 * @param noticedAt when the maintenance noticed it. The compaction happened between the last check
 *     and this time
 */
public record Compaction(long filesBefore, long filesAfter, Instant noticedAt) {}
