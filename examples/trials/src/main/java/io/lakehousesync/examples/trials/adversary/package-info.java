/**
 * The adversary of the loss test. It attacks heap tables with the default tracking in every
 * possible way, while their targets are copied and verified, and copies are interrupted.
 *
 * <ul>
 *   <li>{@link io.lakehousesync.examples.trials.adversary.RowSession} changes rows, and {@link
 *       io.lakehousesync.examples.trials.adversary.StructureSession} changes a table as a whole.
 *   <li>{@link io.lakehousesync.examples.trials.adversary.CopyingHost} copies. The {@link
 *       io.lakehousesync.examples.trials.adversary.Terminator} terminates sessions of copies.
 *   <li>{@link io.lakehousesync.examples.trials.adversary.VerifyLoop} verifies the targets at the
 *       same time.
 *   <li>At a {@link io.lakehousesync.examples.trials.adversary.QuietPoint}, plain SQL compares all
 *       targets. Then the test plants wrong rows, and a verification must report them.
 *   <li>{@link io.lakehousesync.examples.trials.adversary.VariantRun} disables single mechanisms of
 *       the tracking for additional tables. The copies of these tables must fail.
 * </ul>
 */
@NullMarked
package io.lakehousesync.examples.trials.adversary;

import org.jspecify.annotations.NullMarked;
