/** Results of the classes in {@link io.lakehousesync.postgres}. */
@NullMarked
package io.lakehousesync.postgres.report;

import org.jspecify.annotations.NullMarked;
