/**
 * Tests that every implementation of the three interfaces of {@link io.lakehousesync.spi} passes.
 * To test an implementation, inherit the contract of its interface. Needs JUnit Jupiter 5.10 or
 * later, and AssertJ.
 */
@NullMarked
package io.lakehousesync.contract;

import org.jspecify.annotations.NullMarked;
