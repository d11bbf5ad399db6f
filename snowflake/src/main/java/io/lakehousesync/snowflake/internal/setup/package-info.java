/**
 * Plans of a set-up: which steps, in which order, and how a plan is checked, applied and dropped.
 */
@NullMarked
package io.lakehousesync.snowflake.internal.setup;

import org.jspecify.annotations.NullMarked;
