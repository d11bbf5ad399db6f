/**
 * The adversary of the loss test: everything that can happen to a heap table whose tracking is the
 * default, while its targets are copied, interrupted and verified.
 *
 * <ul>
 *   <li>{@link io.lakehousesync.examples.trials.adversary.RowSession} changes rows, and {@link
 *       io.lakehousesync.examples.trials.adversary.StructureSession} changes a table as a whole.
 *   <li>{@link io.lakehousesync.examples.trials.adversary.CopySession} copies. The {@link
 *       io.lakehousesync.examples.trials.adversary.Terminator} ends sessions of copies.
 *   <li>{@link io.lakehousesync.examples.trials.adversary.VerifyLoop} verifies meanwhile.
 *   <li>At a {@link io.lakehousesync.examples.trials.adversary.QuietPoint}, all targets are
 *       compared by plain SQL, and wrong rows are planted that a verification must report.
 *   <li>{@link io.lakehousesync.examples.trials.adversary.VariantRun} takes mechanisms away from
 *       copies of tables of their own, which must fail.
 * </ul>
 */
@NullMarked
package io.lakehousesync.examples.trials.adversary;

import org.jspecify.annotations.NullMarked;
