package io.lakehousesync.s3.internal.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.s3.internal.metadata.MetadataFileReader;
import io.lakehousesync.s3.internal.object.ObjectReader;
import io.lakehousesync.s3.internal.object.ReadLimits;
import io.lakehousesync.s3.metadata.ListedTable;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * A check holds its table while S3 answers. A thread that waits for the table must not wait for a
 * monitor, because that would pin the carrier of a virtual thread before JDK 24.
 */
class TableListingTurnTest {
  private final BusyS3 s3 = new BusyS3();
  private final MetadataDirectory directory = MetadataDirectory.parse("s3://lake/stores/metadata/");
  private final TableListing table =
      new TableListing(
          directory,
          new MetadataListing(s3, directory),
          new MetadataFileReader(new ObjectReader(s3), ReadLimits.DEFAULTS),
          Clock.systemUTC());

  @AfterEach
  void release() {
    s3.released.countDown();
  }

  @Test
  void aThreadThatWaitsForTheTableIsNotBlockedByAMonitor() throws Exception {
    CompletableFuture<ListedTable> running = CompletableFuture.supplyAsync(table::check);
    s3.listing.await();
    CompletableFuture<ListedTable> second = new CompletableFuture<>();
    Thread waiting = new Thread(() -> second.complete(table.check()));
    waiting.start();

    await().atMost(Duration.ofSeconds(10)).until(() -> waiting.getState() == Thread.State.WAITING);
    assertThat(second).isNotDone();

    s3.released.countDown();
    assertThat(running.get(10, TimeUnit.SECONDS).unconfirmed()).isEmpty();
    assertThat(second.get(10, TimeUnit.SECONDS).unconfirmed()).isEmpty();
  }

  /** Lists nothing, and not before it is released. */
  private static final class BusyS3 implements S3Client {
    final CountDownLatch listing = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
      listing.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return ListObjectsV2Response.builder().isTruncated(false).build();
    }

    @Override
    public String serviceName() {
      return "s3";
    }

    @Override
    public void close() {}
  }
}
