/** The command {@code checkaccount}. */
@NullMarked
package io.lakehousesync.examples.host.check;

import org.jspecify.annotations.NullMarked;
