package io.lakehousesync.testkit.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.io.FileIO;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The address and credentials of an S3 service. Immutable; {@link #toString()} leaves the secret
 * out.
 *
 * @param endpoint the service's address, or empty for AWS itself
 * @param region the region that signatures name
 * @param accessKeyId the access key id
 * @param secretAccessKey the secret access key
 * @param addressing how requests name the bucket
 */
public record S3Settings(
    Optional<URI> endpoint,
    String region,
    String accessKeyId,
    String secretAccessKey,
    Addressing addressing) {

  /** The two ways in which requests name the bucket. */
  public enum Addressing {
    /** In the path: {@code http://host/bucket/key}. Most S3 services other than AWS need this. */
    PATH,
    /** In the host name: {@code http://bucket.host/key}. */
    VIRTUAL_HOST
  }

  /** Checks that nothing is null. */
  public S3Settings {
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(accessKeyId, "accessKeyId");
    Objects.requireNonNull(secretAccessKey, "secretAccessKey");
    Objects.requireNonNull(addressing, "addressing");
  }

  /** Opens a new client, which the caller closes. */
  public S3Client newClient() {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(region))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(accessKeyId, secretAccessKey)))
            .forcePathStyle(addressing == Addressing.PATH)
            // Trailing checksums are switched off, because they make uploads chunked. One chunked
            // upload in twenty used a stale pooled connection and was sent again.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .connectionTimeout(Duration.ofSeconds(5))
                    .socketTimeout(Duration.ofSeconds(30)));
    endpoint.ifPresent(builder::endpointOverride);
    return builder.build();
  }

  /**
   * Opens Iceberg's S3 file access with these settings. The caller must close the returned object.
   */
  public FileIO newFileIO() {
    S3FileIO io = new S3FileIO();
    io.initialize(S3ClientFactory.properties(this));
    return io;
  }

  @Override
  public String toString() {
    return "S3Settings[endpoint=%s, region=%s, accessKeyId=%s, addressing=%s]"
        .formatted(endpoint.map(URI::toString).orElse("aws"), region, accessKeyId, addressing);
  }
}
