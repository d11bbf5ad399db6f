/**
 * JUnit Jupiter's annotation for tests with a lakehouse. Only tests that use it need {@code
 * junit-jupiter-api}, version 5.10 or later.
 */
@NullMarked
package io.lakehousesync.testkit.junit;

import org.jspecify.annotations.NullMarked;
