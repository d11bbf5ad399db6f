/** Runs tasks, with their conditions and the privileges of their owners. */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.task;

import org.jspecify.annotations.NullMarked;
