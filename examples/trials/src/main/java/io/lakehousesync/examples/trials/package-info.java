/**
 * Programs that measure and attack the library. Each program has a package. This package adds the
 * commands of all programs to {@code examples/run}.
 */
@NullMarked
package io.lakehousesync.examples.trials;

import org.jspecify.annotations.NullMarked;
