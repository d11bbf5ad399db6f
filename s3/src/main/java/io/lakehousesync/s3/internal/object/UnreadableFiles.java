package io.lakehousesync.s3.internal.object;

import io.lakehousesync.s3.metadata.UnreadableFileException;
import io.lakehousesync.s3.metadata.UnreadableFileException.Reason;
import java.io.EOFException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Creates the exceptions for files that cannot be read, by cause. */
public final class UnreadableFiles {
  private static final int MAX_LINE = 300;

  private UnreadableFiles() {}

  public static UnreadableFileException corrupt(String uri, Throwable cause) {
    return new UnreadableFileException(
        Reason.CORRUPT,
        ("%s was read completely and is corrupt: %s. Nothing was changed. Iceberg never rewrites a"
                + " file: restore it from a version or a copy of the bucket, or take the table back"
                + " to the metadata file before it.")
            .formatted(uri, firstLine(cause)),
        cause);
  }

  public static UnreadableFileException unreachable(String uri, Throwable cause) {
    return new UnreadableFileException(
        Reason.UNREACHABLE,
        "%s could not be read from S3: %s. Nothing was changed. Try again."
            .formatted(uri, firstLine(cause)),
        cause);
  }

  public static UnreadableFileException tooLarge(String uri, long limit) {
    return new UnreadableFileException(
        Reason.TOO_LARGE,
        ("%s is larger than the limit of %,d bytes. Nothing was changed. Expire snapshots of the"
                + " table (in pg_lake with VACUUM), or raise the limit.")
            .formatted(uri, limit),
        null);
  }

  public static UnreadableFileException tooMuchMemory(String uri, long limit) {
    return new UnreadableFileException(
        Reason.TOO_LARGE,
        ("%s and the files that it lists have values that take more than the limit of %,d bytes of"
                + " memory. Nothing was changed. Expire snapshots of the table (in pg_lake with"
                + " VACUUM), or raise the limit.")
            .formatted(uri, limit),
        null);
  }

  public static UnreadableFileException overLimit(String uri, String what) {
    return overLimit(uri, what, null);
  }

  public static UnreadableFileException overLimit(
      String uri, String what, @Nullable Throwable cause) {
    return new UnreadableFileException(
        Reason.TOO_LARGE,
        ("%s is larger than this library reads: %s. Nothing was changed. Iceberg's writers do not"
                + " write such files, so find out who wrote it.")
            .formatted(uri, what),
        cause);
  }

  public static UnreadableFileException unsupported(
      String uri, String why, @Nullable Throwable cause) {
    return new UnreadableFileException(
        Reason.UNSUPPORTED,
        "%s cannot be read by this library: %s. Nothing was changed.".formatted(uri, why),
        cause);
  }

  /**
   * Returns the exception for a failure of the SDK, which has already retried what can be retried.
   */
  public static UnreadableFileException of(String uri, SdkException e) {
    if (!(e instanceof AwsServiceException service)) {
      return unreachable(uri, e);
    }
    int status = service.statusCode();
    if (status == 404) {
      return new UnreadableFileException(
          Reason.MISSING,
          ("%s does not exist on S3 (%s). Nothing was changed. It was deleted, or its transaction has"
                  + " not committed: read the table's location again.")
              .formatted(uri, describe(service)),
          e);
    }
    return isTemporary(service)
        ? unreachable(uri, e)
        : new UnreadableFileException(
            Reason.FORBIDDEN,
            ("S3 refuses %s (%s). Nothing was changed. Check the credentials and the region, and"
                    + " that the role has s3:GetObject below the table's location and"
                    + " s3:ListBucket: without s3:ListBucket, S3 also refuses a file that does not"
                    + " exist.")
                .formatted(uri, describe(service)),
            e);
  }

  /** Returns whether the failure is temporary: S3 or the network is busy or down. */
  public static boolean isTemporary(SdkException e) {
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

  /** Returns the first line of a message, which can quote a long value of the file. */
  private static String firstLine(Throwable e) {
    // Decoders throw EOFException without a message.
    String message = e instanceof EOFException ? "unexpected end" : e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : shortened(message.lines().findFirst().orElse(message).strip()).replaceFirst("\\.$", "");
  }

  private static String shortened(String line) {
    return line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "…";
  }
}
