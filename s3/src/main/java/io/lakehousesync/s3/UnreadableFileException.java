package io.lakehousesync.s3;

import io.lakehousesync.NotAppliedException;
import java.io.EOFException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** A file on S3 could not be read. Nothing was changed, and nothing is known of what it holds. */
public final class UnreadableFileException extends NotAppliedException {
  /** Why a file could not be read. */
  public enum Reason {
    /** S3 has no such file or bucket. */
    MISSING(Retry.POINTLESS),
    /**
     * S3 refused: credentials, rights or region. It says so of a missing file, too, to a role that
     * may not list.
     */
    FORBIDDEN(Retry.POINTLESS),
    /** S3 did not answer, answered that it is busy, or the answer broke off. */
    UNREACHABLE(Retry.SENSIBLE),
    /** The file was read whole, and is not what it should be. */
    CORRUPT(Retry.POINTLESS),
    /** The file holds more than the limit on its size. */
    TOO_LARGE(Retry.POINTLESS),
    /**
     * The file is well, as far as can be told, and written in a way that this library cannot read.
     */
    UNSUPPORTED(Retry.POINTLESS);

    private final Retry retry;

    Reason(Retry retry) {
      this.retry = retry;
    }
  }

  private final Reason reason;

  UnreadableFileException(Reason reason, String message, @Nullable Throwable cause) {
    super(reason.retry, message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  static UnreadableFileException corrupt(String uri, Throwable cause) {
    return new UnreadableFileException(
        Reason.CORRUPT,
        ("%s arrived whole and is corrupt: %s. Nothing was changed. Iceberg never rewrites a file:"
                + " restore it from a version or a copy of the bucket, or take the table back to"
                + " the metadata file before it.")
            .formatted(uri, firstLine(cause)),
        cause);
  }

  static UnreadableFileException unreachable(String uri, Throwable cause) {
    return new UnreadableFileException(
        Reason.UNREACHABLE,
        "%s could not be read from S3: %s. Nothing was changed. Try again."
            .formatted(uri, firstLine(cause)),
        cause);
  }

  static UnreadableFileException tooLarge(String uri, long limit) {
    return new UnreadableFileException(
        Reason.TOO_LARGE,
        ("%s holds more than the limit of %,d bytes. Nothing was changed. Expire snapshots of the"
                + " table (in pg_lake, VACUUM does), or raise the limit.")
            .formatted(uri, limit),
        null);
  }

  static UnreadableFileException unsupported(String uri, String why, @Nullable Throwable cause) {
    return new UnreadableFileException(
        Reason.UNSUPPORTED,
        "%s cannot be read here: %s. Nothing was changed.".formatted(uri, why),
        cause);
  }

  /** Sorts what the SDK reports. It has already tried again where that made sense. */
  static UnreadableFileException of(String uri, SdkException e) {
    if (!(e instanceof AwsServiceException service)) {
      return unreachable(uri, e);
    }
    int status = service.statusCode();
    if (status == 404) {
      return new UnreadableFileException(
          Reason.MISSING,
          ("%s is not on S3 (%s). Nothing was changed. It was removed, or its transaction has not"
                  + " committed: look the table's location up again.")
              .formatted(uri, describe(service)),
          e);
    }
    return passes(service)
        ? unreachable(uri, e)
        : new UnreadableFileException(
            Reason.FORBIDDEN,
            ("S3 refuses %s (%s). Nothing was changed. Check the credentials and the region, and"
                    + " that the role has s3:GetObject below the table's location and"
                    + " s3:ListBucket: without the latter, a file that is not there is refused,"
                    + " too.")
                .formatted(uri, describe(service)),
            e);
  }

  /** Whether it passes by itself: S3 is busy or down, or the network is. */
  static boolean passes(SdkException e) {
    if (!(e instanceof AwsServiceException service)) {
      return true;
    }
    int status = service.statusCode();
    return service.isThrottlingException()
        || status == 408
        || status >= 500
        || "RequestTimeout".equals(code(service));
  }

  private static String describe(AwsServiceException e) {
    String code = code(e);
    return code == null ? "status " + e.statusCode() : e.statusCode() + " " + code;
  }

  private static @Nullable String code(AwsServiceException e) {
    return e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
  }

  private static String firstLine(Throwable e) {
    // Decoders throw this one bare.
    String message = e instanceof EOFException ? "unexpected end" : e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : message.lines().findFirst().orElse(message).strip().replaceFirst("\\.$", "");
  }
}
