/** The set-up of tables and its teardown. Not for hosts. */
@NullMarked
package io.lakehousesync.postgres.internal.setup;

import org.jspecify.annotations.NullMarked;
