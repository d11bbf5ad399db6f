package io.lakehousesync.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Makes S3 clients for hosts that have none, with deadlines. The AWS SDK finds its HTTP client on
 * the class path: add one, such as {@code software.amazon.awssdk:apache-client} or {@code
 * url-connection-client}. A client that was made here is the host's to close.
 *
 * <p>Not thread-safe; the clients are.
 */
public final class S3Clients {
  private final Region region;
  private @Nullable URI endpoint;
  private boolean pathStyle;
  private boolean requesterPays;
  private @Nullable AwsCredentialsProvider credentials;
  private Duration timeout = Duration.ofSeconds(30);

  private S3Clients(Region region) {
    this.region = region;
  }

  /** Starts a configuration for a region, such as {@code eu-central-1}. */
  public static S3Clients inRegion(String region) {
    return new S3Clients(Region.of(region));
  }

  /** Another service that speaks S3's protocol. Default: AWS. */
  public S3Clients endpoint(URI endpoint) {
    this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
    return this;
  }

  /** Puts the bucket into the path and not into the host's name, as such services often want. */
  public S3Clients pathStyle() {
    pathStyle = true;
    return this;
  }

  /** Says that we pay for requests to a bucket whose owner wants that. */
  public S3Clients requesterPays() {
    requesterPays = true;
    return this;
  }

  /** Who asks. Default: the SDK's own chain of environment, profile and instance. */
  public S3Clients credentials(AwsCredentialsProvider credentials) {
    this.credentials = Objects.requireNonNull(credentials, "credentials");
    return this;
  }

  /** How long a call may take, with all its retries. Default: 30 seconds. */
  public S3Clients timeout(Duration timeout) {
    this.timeout = Objects.requireNonNull(timeout, "timeout");
    return this;
  }

  /** Makes a client. */
  public S3Client build() {
    ClientOverrideConfiguration.Builder overrides =
        ClientOverrideConfiguration.builder().apiCallTimeout(timeout);
    if (requesterPays) {
      overrides.putHeader("x-amz-request-payer", "requester");
    }
    S3ClientBuilder client =
        S3Client.builder()
            .region(region)
            .forcePathStyle(pathStyle)
            .overrideConfiguration(overrides.build());
    if (endpoint != null) {
      client.endpointOverride(endpoint);
    }
    if (credentials != null) {
      client.credentialsProvider(credentials);
    }
    return client.build();
  }
}
