/** The three interfaces that a host can implement, and their results. */
@NullMarked
package io.lakehousesync.spi;

import org.jspecify.annotations.NullMarked;
