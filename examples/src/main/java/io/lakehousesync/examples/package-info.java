/** Complete host applications, each a command of {@link io.lakehousesync.examples.Main}. */
@NullMarked
package io.lakehousesync.examples;

import org.jspecify.annotations.NullMarked;
