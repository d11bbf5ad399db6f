package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.table.TableName;
import io.lakehousesync.testkit.s3.EmbeddedS3;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

class S3ClientsIT {
  private static final TableName TABLE = new TableName("public", "t");

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Queue<String> payers = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
  }

  @AfterEach
  void stop() {
    closed.countDown();
    server.stop(0);
    threads.shutdown();
  }

  @Test
  void usesAServiceOtherThanAws(@TempDir Path directory) {
    try (EmbeddedS3 embedded = EmbeddedS3.start(directory);
        S3Client client =
            S3Clients.inRegion(embedded.settings().region())
                .endpoint(embedded.settings().endpoint().orElseThrow())
                .pathStyle()
                .credentials(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(
                            embedded.settings().accessKeyId(),
                            embedded.settings().secretAccessKey())))
                .build()) {
      embedded.createBucket("lake");

      assertThat(locator(client).locate(List.of(TABLE))).isEmpty();
    }
  }

  @Test
  void sendsThatTheRequesterPays() {
    server.createContext(
        "/",
        exchange -> {
          payers.add(String.valueOf(exchange.getRequestHeaders().getFirst("x-amz-request-payer")));
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    try (S3Client client = anonymous().requesterPays().build()) {
      assertThatThrownBy(() -> locator(client).locate(List.of(TABLE)))
          .isInstanceOf(NotAppliedException.class);
    }

    assertThat(payers).isNotEmpty().containsOnly("requester");
  }

  @Test
  void givesUpAServiceThatDoesNotAnswer() {
    server.createContext(
        "/",
        exchange -> {
          try {
            closed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.start();
    long begun = System.nanoTime();
    try (S3Client client = anonymous().timeout(Duration.ofSeconds(1)).build()) {
      assertThatThrownBy(() -> locator(client).locate(List.of(TABLE)))
          .isInstanceOfSatisfying(
              NotAppliedException.class,
              e -> assertThat(e.retry()).isEqualTo(NotAppliedException.Retry.OUTAGE));
    }

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }

  private S3Clients anonymous() {
    return S3Clients.inRegion("us-east-1")
        .endpoint(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
        .pathStyle()
        .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "s")));
  }

  private static S3ListingLocator locator(S3Client client) {
    return S3ListingLocator.builder(client).table(TABLE, "s3://lake/t/metadata/").build();
  }
}
