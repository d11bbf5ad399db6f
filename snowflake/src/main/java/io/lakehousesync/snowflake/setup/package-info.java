/**
 * Values of the set-up: what a host describes, and what it gets back. These types have their own
 * package, because the public classes and the internal packages need them.
 */
@NullMarked
package io.lakehousesync.snowflake.setup;

import org.jspecify.annotations.NullMarked;
