/** Shows that each rule of a contract fails for an implementation that breaks it. */
@NullMarked
package io.lakehousesync.contract;

import org.jspecify.annotations.NullMarked;
