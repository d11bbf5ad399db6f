/** The command that prints, checks, applies and removes the set-up of a configuration's tables. */
@NullMarked
package io.lakehousesync.examples.host.setup;

import org.jspecify.annotations.NullMarked;
