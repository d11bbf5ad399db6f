package io.lakehousesync.examples.services;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.testkit.s3.S3Settings;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Checks the bucket before anything is written, so that the error names the option to change. */
public final class S3 {
  private static final Pattern URL = Pattern.compile("(s3[a-z]?://([^/]+)/?).*");

  private S3() {}

  /** Returns {@code s3://bucket/} for {@code s3://bucket/prefix/}. */
  static String bucketUrl(String url) {
    return match(url).group(1);
  }

  static void checkBucket(S3Settings settings, String url) {
    String bucket = match(url).group(2);
    String where = settings.endpoint().map(Object::toString).orElse("AWS, " + settings.region());
    try (S3Client client = settings.newClient()) {
      client.headBucket(request -> request.bucket(bucket));
    } catch (S3Exception e) {
      String advice =
          switch (e.statusCode()) {
            case 404 -> "There is no such bucket: create it, or change --location-prefix.";
            case 403 -> "Access is denied: check --s3-access-key and --s3-secret-key.";
            default -> "Check the S3 options.";
          };
      throw new UserException(
          Kind.FAILURE,
          "S3 bucket '%s' at %s cannot be used (HTTP %d). %s"
              .formatted(bucket, where, e.statusCode(), advice),
          e);
    } catch (SdkException e) {
      throw new UserException(
          Kind.FAILURE,
          "S3 at %s cannot be reached: %s Check --s3-endpoint, and that the service is up."
              .formatted(where, e.getMessage()),
          e);
    }
  }

  private static Matcher match(String url) {
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw new UserException(
          Kind.USAGE, "'%s' is not of the form s3://bucket/prefix/.".formatted(url), null);
    }
    return matcher;
  }
}
