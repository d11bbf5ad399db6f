package io.lakehousesync.postgres;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one look saw of a table.
 *
 * @param at the time before the look, on the host's clock
 * @param shape stands for the columns of both tables, the triggers, and the cluster's history: if
 *     it is another one, nothing that was known of the table counts
 * @param snapshot what was visible, or less
 * @param position the checkpoint's; empty if there is none
 * @param copying whether a copy in several batches has not come to its end
 * @param value what the tracking's own probe found
 */
record Sighting(
    Instant at,
    String shape,
    PgSnapshot snapshot,
    Optional<String> position,
    boolean copying,
    @Nullable String value) {}
