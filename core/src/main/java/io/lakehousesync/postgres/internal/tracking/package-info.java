/**
 * One class per kind of tracking, and the check for changes of many tables at once. Not for hosts.
 */
@NullMarked
package io.lakehousesync.postgres.internal.tracking;

import org.jspecify.annotations.NullMarked;
