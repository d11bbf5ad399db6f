/** Task pipelines, with which Snowflake refreshes a table by itself: names, procedure and steps. */
@NullMarked
package io.lakehousesync.snowflake.internal.task;

import org.jspecify.annotations.NullMarked;
