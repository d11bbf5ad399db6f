package io.lakehousesync.s3;

import io.lakehousesync.testkit.s3.S3Settings;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** A client that counts what it sends. */
final class CountedRequests implements ExecutionInterceptor {
  private final AtomicInteger count = new AtomicInteger();

  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    count.incrementAndGet();
  }

  /** Returns the number of requests since the last call. */
  int take() {
    return count.getAndSet(0);
  }

  S3Client client(S3Settings settings) {
    return client(settings, this);
  }

  /** Returns a client whose requests and answers pass through an interceptor. */
  static S3Client client(S3Settings settings, ExecutionInterceptor interceptor) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(settings.region()))
            .forcePathStyle(settings.addressing() == S3Settings.Addressing.PATH)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(settings.accessKeyId(), settings.secretAccessKey())))
            // The embedded S3 sorts a directory for each page: of 100,000 files, on a busy machine,
            // for more than the usual half minute.
            .httpClientBuilder(Apache5HttpClient.builder().socketTimeout(Duration.ofMinutes(5)))
            .overrideConfiguration(c -> c.addExecutionInterceptor(interceptor));
    URI endpoint = settings.endpoint().orElse(null);
    return (endpoint == null ? builder : builder.endpointOverride(endpoint)).build();
  }
}
