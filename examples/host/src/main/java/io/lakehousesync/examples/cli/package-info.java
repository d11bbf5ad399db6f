/**
 * What all commands share: their output, their errors, and the interface with which another module
 * adds commands.
 */
@NullMarked
package io.lakehousesync.examples.cli;

import org.jspecify.annotations.NullMarked;
