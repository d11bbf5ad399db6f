/**
 * The entry point of {@code examples/run}. {@link io.lakehousesync.examples.Main} runs the command
 * that the user names.
 */
@NullMarked
package io.lakehousesync.examples;

import org.jspecify.annotations.NullMarked;
