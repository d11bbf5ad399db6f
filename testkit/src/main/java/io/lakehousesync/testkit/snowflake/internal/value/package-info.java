/**
 * Values: results with their columns and types, bind variables, and the encodings of the wire and
 * of the engine.
 */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.value;

import org.jspecify.annotations.NullMarked;
