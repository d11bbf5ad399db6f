/** Tests of the starter. The fakes let a test hold a copy, and need no database. */
@NullMarked
package io.lakehousesync.spring;

import org.jspecify.annotations.NullMarked;
