package io.lakehousesync.s3.metadata;

import io.lakehousesync.exceptions.NotAppliedException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a file on S3 could not be read. Nothing was changed, and the content of the file is
 * unknown.
 */
public final class UnreadableFileException extends NotAppliedException {
  /** The reason why a file could not be read. */
  public enum Reason {
    /** S3 has no such file or bucket. */
    MISSING(Retry.POINTLESS),
    /**
     * S3 refused access because of credentials, permissions or region. If the role has no
     * permission to list the bucket, S3 also refuses access to a file that does not exist.
     */
    FORBIDDEN(Retry.POINTLESS),
    /** S3 did not answer, was busy, or the answer broke off. */
    UNREACHABLE(Retry.OUTAGE),
    /** The file was read completely, and its content is not valid. */
    CORRUPT(Retry.POINTLESS),
    /** The file exceeds a limit on size, depth or memory, which {@code MetadataFiles} lists. */
    TOO_LARGE(Retry.POINTLESS),
    /** The file seems valid, but uses a feature that this library cannot read. */
    UNSUPPORTED(Retry.POINTLESS);

    private final Retry retry;

    Reason(Retry retry) {
      this.retry = retry;
    }
  }

  private final Reason reason;

  /**
   * Creates the exception.
   *
   * @param message what happened, what is true now, and what to do
   */
  public UnreadableFileException(Reason reason, String message, @Nullable Throwable cause) {
    super(reason.retry, message, cause);
    this.reason = reason;
  }

  /** Returns the reason. */
  public Reason reason() {
    return reason;
  }
}
