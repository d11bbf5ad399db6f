/**
 * What all commands share: their output, their errors, and the interface by which another module
 * adds commands.
 */
@NullMarked
package io.lakehousesync.examples.cli;

import org.jspecify.annotations.NullMarked;
