/** The command {@code init}, which writes a configuration for the tables of a database. */
@NullMarked
package io.lakehousesync.examples.host.init;

import org.jspecify.annotations.NullMarked;
