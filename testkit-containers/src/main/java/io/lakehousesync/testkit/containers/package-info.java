/** A real pg_lake in containers, for tests where there is Docker. */
@NullMarked
package io.lakehousesync.testkit.containers;

import org.jspecify.annotations.NullMarked;
