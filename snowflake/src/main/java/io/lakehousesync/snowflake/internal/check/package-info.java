/** The check of an account: statements, and what the library expects of them. */
@NullMarked
package io.lakehousesync.snowflake.internal.check;

import org.jspecify.annotations.NullMarked;
