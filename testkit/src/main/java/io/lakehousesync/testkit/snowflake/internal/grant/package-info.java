/** Privileges: who owns an object, who was granted what, and what a role may do. */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.grant;

import org.jspecify.annotations.NullMarked;
