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
 * Builds S3 clients with deadlines, for hosts that have no client. The AWS SDK finds its HTTP
 * client on the class path: add one, such as {@code software.amazon.awssdk:apache-client} or {@code
 * url-connection-client}. The host closes the clients.
 *
 * <p>This builder is not thread-safe. The clients are thread-safe.
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

  /** Returns a new builder for a region, such as {@code eu-central-1}. */
  public static S3Clients inRegion(String region) {
    return new S3Clients(Region.of(region));
  }

  /** Sets the address of another service that has S3's protocol. Default: AWS. */
  public S3Clients endpoint(URI endpoint) {
    this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
    return this;
  }

  /**
   * Puts the bucket's name into the path of the URL, not into the host name. Services other than
   * AWS often require this.
   */
  public S3Clients pathStyle() {
    pathStyle = true;
    return this;
  }

  /**
   * Declares that the host pays for requests to the bucket, because the owner of the bucket
   * requires that.
   */
  public S3Clients requesterPays() {
    requesterPays = true;
    return this;
  }

  /** Sets the credentials. Default: the SDK's chain of environment, profile and instance. */
  public S3Clients credentials(AwsCredentialsProvider credentials) {
    this.credentials = Objects.requireNonNull(credentials, "credentials");
    return this;
  }

  /** Sets how long a call may take, including its retries. Default: 30 seconds. */
  public S3Clients timeout(Duration timeout) {
    this.timeout = Objects.requireNonNull(timeout, "timeout");
    return this;
  }

  /** Builds a client. */
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
