package io.lakehousesync.postgres.report;

import java.time.Instant;

/**
 * A compaction that the maintenance noticed: the table has fewer data files than at the last check,
 * but not fewer rows. The cause may be a VACUUM by the maintenance, by pg_lake's autovacuum, or by
 * another session.
 *
 * @param filesBefore the number of data files at the last check
 * @param filesAfter the number of data files now
 * @param noticedAt when the maintenance noticed the compaction. The compaction happened between the
 *     last check and this time
 */
public record Compaction(long filesBefore, long filesAfter, Instant noticedAt) {}
