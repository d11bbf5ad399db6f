/**
 * What each kind of tracking needs on a heap table, and the objects that the set-up creates for it:
 * columns, triggers, functions, queues and indexes. Not for hosts.
 */
@NullMarked
package io.lakehousesync.postgres.internal.capture;

import org.jspecify.annotations.NullMarked;
