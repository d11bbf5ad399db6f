package io.lakehousesync.s3;

import io.lakehousesync.config.Key;
import io.lakehousesync.config.Settings;
import java.net.URI;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 client by properties, for all components that read from S3. */
public final class S3Configuration {
  private static final Key<URI> ENDPOINT =
      Key.address("s3.endpoint", "a service other than AWS that speaks S3's protocol");
  private static final Key<String> REGION = Key.text("s3.region", "its region").orElse("us-east-1");
  private static final Key<String> ACCESS_KEY_ID =
      Key.text(
          "s3.access-key-id",
          "who asks; unless set, the SDK looks in environment, profile and instance");
  private static final Key<String> SECRET_ACCESS_KEY =
      Key.secret("s3.secret-access-key", "the secret to it");
  private static final Key<Boolean> PATH_STYLE =
      Key.flag("s3.path-style", "whether the bucket stands in the path, not in the host's name")
          .orElse("false");

  private S3Configuration() {}

  /** The keys, for a {@link io.lakehousesync.config.ComponentProvider} to name. */
  public static List<Key<?>> keys() {
    return List.of(ENDPOINT, REGION, ACCESS_KEY_ID, SECRET_ACCESS_KEY, PATH_STYLE);
  }

  /** What is wrong with these settings together. */
  public static List<String> problems(Settings settings) {
    return settings.sets(ACCESS_KEY_ID) == settings.sets(SECRET_ACCESS_KEY)
        ? List.of()
        : List.of(
            "%s and %s belong together: set both, or neither."
                .formatted(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
  }

  /** A client, which is the caller's to close. See {@link S3Clients} for what it needs. */
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
