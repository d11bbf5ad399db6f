/**
 * Programs that measure and attack the library. Each has a package; this one adds their commands to
 * {@code examples/run}.
 */
@NullMarked
package io.lakehousesync.examples.trials;

import org.jspecify.annotations.NullMarked;
