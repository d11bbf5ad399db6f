package io.lakehousesync.s3;

import io.lakehousesync.config.Key;
import io.lakehousesync.config.Settings;
import java.net.URI;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The S3 client that the configuration keys {@code s3.*} describe, for all components that read S3.
 */
public final class S3Configuration {
  private static final Key<URI> ENDPOINT =
      Key.address("s3.endpoint", "a service other than AWS that speaks S3's protocol");
  private static final Key<String> REGION =
      Key.text("s3.region", "the region of the S3 service").orElse("us-east-1");
  private static final Key<String> ACCESS_KEY_ID =
      Key.text(
          "s3.access-key-id",
          "the access key; unless set, the SDK searches environment, profile and instance");
  private static final Key<String> SECRET_ACCESS_KEY =
      Key.secret("s3.secret-access-key", "the secret access key");
  private static final Key<Boolean> PATH_STYLE =
      Key.flag("s3.path-style", "whether the bucket is in the path of a URL, not in its host name")
          .orElse("false");

  private S3Configuration() {}

  /** Returns the keys, for {@link io.lakehousesync.config.ComponentProvider#keys}. */
  public static List<Key<?>> keys() {
    return List.of(ENDPOINT, REGION, ACCESS_KEY_ID, SECRET_ACCESS_KEY, PATH_STYLE);
  }

  /** Returns the problems of settings that must be set together. */
  public static List<String> problems(Settings settings) {
    return settings.sets(ACCESS_KEY_ID) == settings.sets(SECRET_ACCESS_KEY)
        ? List.of()
        : List.of(
            "%s and %s belong together: set both, or neither."
                .formatted(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
  }

  /** Returns a client, which the caller closes. See {@link S3Clients} for its requirements. */
  public static S3Client client(Settings settings) {
    S3Clients clients = S3Clients.inRegion(settings.get(REGION));
    settings.find(ENDPOINT).ifPresent(clients::endpoint);
    if (settings.get(PATH_STYLE)) {
      clients.pathStyle();
    }
    if (settings.sets(ACCESS_KEY_ID)) {
      clients.credentials(
          StaticCredentialsProvider.create(
              AwsBasicCredentials.create(
                  settings.get(ACCESS_KEY_ID), settings.get(SECRET_ACCESS_KEY))));
    }
    return clients.build();
  }
}
