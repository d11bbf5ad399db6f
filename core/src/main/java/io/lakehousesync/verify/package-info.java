/** Reports and plans of verification and repair, and the interface to a catalog. */
@NullMarked
package io.lakehousesync.verify;

import org.jspecify.annotations.NullMarked;
