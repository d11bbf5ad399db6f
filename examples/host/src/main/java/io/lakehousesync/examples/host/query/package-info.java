/** The command {@code query}: one statement that reads, and its rows as text, CSV or JSON. */
@NullMarked
package io.lakehousesync.examples.host.query;

import org.jspecify.annotations.NullMarked;
