package io.lakehousesync.testkit.s3;

import io.lakehousesync.testkit.s3.S3Settings.Addressing;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 service in this process: S3Proxy over a directory. It checks signatures as S3 does (a wrong
 * key is a 403). It listens on a free port of the loopback interface. Thread-safe.
 *
 * <p>Differences from S3: bucket names are unique per service only, there is no versioning, and
 * requests name the bucket in the path only.
 */
public final class EmbeddedS3 implements AutoCloseable {
  private final S3Proxy proxy;
  private final S3Settings settings;

  private EmbeddedS3(S3Proxy proxy, S3Settings settings) {
    this.proxy = proxy;
    this.settings = settings;
  }

  /**
   * Starts a service that stores its objects below {@code directory}. The caller deletes the
   * directory.
   *
   * @throws IllegalStateException if the service does not start
   */
  public static EmbeddedS3 start(Path directory) {
    String accessKeyId = "testkit";
    String secretAccessKey = UUID.randomUUID().toString();
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(directory.toString()))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, accessKeyId, secretAccessKey)
            .build();
    try {
      proxy.start();
    } catch (Exception e) {
      throw new IllegalStateException("S3Proxy did not start in " + directory, e);
    }
    URI endpoint = URI.create("http://127.0.0.1:" + proxy.getPort());
    return new EmbeddedS3(
        proxy,
        new S3Settings(
            Optional.of(endpoint), "us-east-1", accessKeyId, secretAccessKey, Addressing.PATH));
  }

  /** Returns the address and credentials of the service. */
  public S3Settings settings() {
    return settings;
  }

  /** Creates an empty bucket. */
  public void createBucket(String name) {
    try (S3Client client = settings.newClient()) {
      client.createBucket(request -> request.bucket(name));
    }
  }

  /** Stops the service. Requests in progress fail. */
  @Override
  public void close() {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IllegalStateException("S3Proxy did not stop", e);
    }
  }
}
