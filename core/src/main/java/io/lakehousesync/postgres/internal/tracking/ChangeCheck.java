package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.postgres.internal.sql.PgSnapshot;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of one check of a table for changes.
 *
 * @param at the time before the check, on the host's clock
 * @param fingerprint a text that changes if one of these changes: the columns of both tables; the
 *     heap table's keys, partitions, children, files or triggers; the settings that the last copy
 *     was made with; the enums of the database; the cluster's timeline. If the fingerprint has
 *     changed, earlier checks are not valid any more
 * @param snapshot a PostgreSQL snapshot from the beginning of the check. It does not see more than
 *     the check saw
 * @param position the position in the checkpoint; empty if the table has no checkpoint
 * @param copying whether a copy of several batches is not finished
 * @param value the value of the tracking's {@linkplain Tracker#changeExpression expression}
 */
public record ChangeCheck(
    Instant at,
    String fingerprint,
    PgSnapshot snapshot,
    Optional<String> position,
    boolean copying,
    @Nullable String value) {}
