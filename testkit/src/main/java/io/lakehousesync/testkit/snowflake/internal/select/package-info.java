/** SELECT: the rules of the subset, the sources that it reads, and the engine that answers it. */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.select;

import org.jspecify.annotations.NullMarked;
