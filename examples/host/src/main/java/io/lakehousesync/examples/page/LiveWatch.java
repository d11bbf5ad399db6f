package io.lakehousesync.examples.page;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.TableHealth;
import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.postgres.report.MaintenanceReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records what a sync does, serves the page, and writes the report. */
final class LiveWatch implements SyncWatch {
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(LiveWatch.class);

  private final SyncRecorder recorder;
  private final PageMetrics metrics;
  private final @Nullable PageAccess access;
  private final @Nullable Path report;
  private final Output output;
  private final ScheduledExecutorService sampler =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "page-sampler");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable LakehouseSync sync;
  private @Nullable PageServer page;
  private boolean ended;
  private boolean closed;

  /**
   * Creates a watch.
   *
   * @param access where the page is served; null if there is no page
   * @param report where the report is written; null if there is none
   * @param output where the address of the page is written
   */
  LiveWatch(
      SyncRecorder recorder,
      PageMetrics metrics,
      @Nullable PageAccess access,
      @Nullable Path report,
      Output output) {
    this.recorder = recorder;
    this.metrics = metrics;
    this.access = access;
    this.report = report;
    this.output = output;
  }

  @Override
  public LakehouseSyncBuilder listenersOn(LakehouseSyncBuilder builder) {
    return metrics.listenersOn(builder.listener(recorder));
  }

  @Override
  public synchronized void begin(LakehouseSync begun) {
    if (closed) {
      // A signal has ended the command during its start.
      return;
    }
    sync = begun;
    metrics.bindTo(begun);
    if (access != null) {
      page = open(access, recorder.sample(begun.health().tables()));
    }
    ScheduledFuture<?> unused =
        sampler.scheduleWithFixedDelay(
            this::sample, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private PageServer open(PageAccess where, SyncView first) {
    try {
      PageServer opened =
          PageServer.start(where.address(), where.token(), first, recorder::history, metrics::text);
      String url = where.url(opened.port());
      output.line("The page is at " + url, JsonFields.of("type", "page").and("url", url).map());
      return opened;
    } catch (IOException e) {
      throw new UserException(
          Kind.FAILURE,
          "--page %s cannot be served: %s. Choose another port."
              .formatted(where.address().url(where.address().port()), e.getMessage()),
          e);
    }
  }

  private synchronized void sample() {
    if (ended || sync == null) {
      return;
    }
    try {
      SyncView now = recorder.sample(sync.health().tables());
      if (page != null) {
        page.show(now);
      }
    } catch (RuntimeException e) {
      LOG.warn("The page was not updated. The next update follows in {}.", EVERY, e);
    }
  }

  @Override
  public void maintained(MaintenanceReport found) {
    recorder.maintained(found);
    metrics.maintained(found);
  }

  @Override
  public synchronized void end(List<TableHealth> last) {
    if (sync == null) {
      return;
    }
    SyncView view = showLast(last);
    if (report == null) {
      return;
    }
    try {
      Files.writeString(
          report, HtmlReport.of(view, table -> recorder.history(table.id()).orElseThrow()));
      output.line(
          "The report is in " + report,
          JsonFields.of("type", "report").and("file", report.toString()).map());
    } catch (IOException e) {
      // The result of the sync follows, so this error must not end the command.
      System.err.printf("error: --report %s cannot be written: %s%n", report, e);
    }
  }

  private SyncView showLast(List<TableHealth> last) {
    ended = true;
    SyncView view = recorder.end(last);
    if (page != null) {
      page.show(view);
    }
    return view;
  }

  @Override
  public synchronized void close() {
    closed = true;
    sampler.shutdown();
    if (page != null) {
      if (!ended && sync != null) {
        showLast(sync.health().tables());
      }
      page.close();
      page = null;
    }
  }
}
