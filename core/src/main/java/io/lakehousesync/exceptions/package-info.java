/**
 * The exceptions of the library. The type states whether the work was done: not applied, outcome
 * unknown, diverged, or rejected when the sync is built.
 */
@NullMarked
package io.lakehousesync.exceptions;

import org.jspecify.annotations.NullMarked;
