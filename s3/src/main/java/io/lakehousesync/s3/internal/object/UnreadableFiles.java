package io.lakehousesync.s3.internal.object;

import io.lakehousesync.s3.metadata.UnreadableFileException;
import io.lakehousesync.s3.metadata.UnreadableFileException.Reason;
import io.lakehousesync.text.Printable;
import java.io.EOFException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Creates the exceptions for files that cannot be read, by cause. */
public final class UnreadableFiles {
  private static final int MAX_LINE = 300;

  /** The longest URI of an object: the scheme, a bucket of 63 bytes and a key of 1,024. */
  private static final int MAX_URI = 1_100;

  private UnreadableFiles() {}

  public static UnreadableFileException corrupt(String uri, Throwable cause) {
    return exception(
        Reason.CORRUPT,
        uri,
        cause,
        ("was read completely and is corrupt: %s. Nothing was changed. Iceberg never rewrites a"
                + " file: restore it from a version or a copy of the bucket, or take the table back"
                + " to the metadata file before it.")
            .formatted(firstLine(cause)));
  }

  public static UnreadableFileException notACatalog(String uri, Throwable cause) {
    return exception(
        Reason.CORRUPT,
        uri,
        cause,
        ("is not a catalog of pg_lake: %s. Nothing was changed. Check the address. pg_lake writes"
                + " the file again within a minute.")
            .formatted(firstLine(cause)));
  }

  public static UnreadableFileException unreachable(String uri, Throwable cause) {
    return exception(
        Reason.UNREACHABLE,
        uri,
        cause,
        "could not be read from S3: %s. Nothing was changed. Try again."
            .formatted(firstLine(cause)));
  }

  public static UnreadableFileException tooLarge(String uri, long limit) {
    return exception(
        Reason.TOO_LARGE,
        uri,
        null,
        ("is larger than the limit of %,d bytes. Nothing was changed. Expire snapshots of the"
                + " table (in pg_lake with VACUUM), or raise the limit.")
            .formatted(limit));
  }

  public static UnreadableFileException tooMuchMemory(String uri, long limit) {
    return exception(
        Reason.TOO_LARGE,
        uri,
        null,
        ("and the files that it lists have values that take more than the limit of %,d bytes of"
                + " memory. Nothing was changed. Expire snapshots of the table (in pg_lake with"
                + " VACUUM), or raise the limit.")
            .formatted(limit));
  }

  public static UnreadableFileException overLimit(String uri, String what) {
    return overLimit(uri, what, null);
  }

  public static UnreadableFileException overLimit(
      String uri, String what, @Nullable Throwable cause) {
    return exception(
        Reason.TOO_LARGE,
        uri,
        cause,
        ("is larger than this library reads: %s. Nothing was changed. Iceberg's writers do not"
                + " write such files, so find out who wrote it.")
            .formatted(shortened(what, MAX_LINE)));
  }

  public static UnreadableFileException unsupported(
      String uri, String why, @Nullable Throwable cause) {
    return exception(
        Reason.UNSUPPORTED,
        uri,
        cause,
        "cannot be read by this library: %s. Nothing was changed."
            .formatted(shortened(why, MAX_LINE)));
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
      return exception(
          Reason.MISSING,
          uri,
          e,
          ("does not exist on S3 (%s). Nothing was changed. It was deleted, or its transaction has"
                  + " not committed: read the table's location again.")
              .formatted(describe(service)));
    }
    return isTemporary(service)
        ? unreachable(uri, e)
        : exception(
            Reason.FORBIDDEN,
            uri,
            e,
            ("is refused by S3 (%s). Nothing was changed. Check the credentials and the region, and"
                    + " that the role has s3:GetObject below the table's location and s3:ListBucket:"
                    + " without s3:ListBucket, S3 also refuses a file that does not exist.")
                .formatted(describe(service)));
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

  private static UnreadableFileException exception(
      Reason reason, String uri, @Nullable Throwable cause, String what) {
    return new UnreadableFileException(reason, shortened(uri, MAX_URI) + " " + what, cause);
  }

  /** Returns the first line of a message, which can quote a long value of the file. */
  private static String firstLine(Throwable e) {
    // Decoders throw EOFException without a message.
    String message = e instanceof EOFException ? "unexpected end" : e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName()
        : shortened(message.strip().lines().findFirst().orElseThrow(), MAX_LINE)
            .replaceFirst("\\.$", "");
  }

  /** Returns text from a file, printable and shortened. */
  private static String shortened(String text, int limit) {
    String printable = Printable.escape(text);
    return printable.length() <= limit ? printable : printable.substring(0, limit) + "…";
  }
}
