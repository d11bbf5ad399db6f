/**
 * Values of the set-up: what a host describes, and what it gets back. They have a package of their
 * own because the public classes and the internal packages both need them.
 */
@NullMarked
package io.lakehousesync.snowflake.setup;

import org.jspecify.annotations.NullMarked;
