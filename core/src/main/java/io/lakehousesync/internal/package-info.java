/** Classes that several modules share. Not part of the API. */
@NullMarked
package io.lakehousesync.internal;

import org.jspecify.annotations.NullMarked;
