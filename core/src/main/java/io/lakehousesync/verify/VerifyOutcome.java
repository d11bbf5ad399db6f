package io.lakehousesync.verify;

/**
 * Whether the sides of a verification agree. Pending differences ({@link Difference.Cause#PENDING})
 * do not count.
 */
public enum VerifyOutcome {
  /** Everything was compared, and nothing differs. */
  AGREES,
  /** At least one difference was found. */
  DIFFERS,
  /** No difference was found, but not everything could be compared. The notes say why. */
  NOT_COMPARED
}
