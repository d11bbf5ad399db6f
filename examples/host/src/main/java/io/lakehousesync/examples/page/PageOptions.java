package io.lakehousesync.examples.page;

import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.cli.OutputFile;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.table.SyncTable;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands whose sync can be watched. */
public final class PageOptions {
  @Option(
      names = "--page",
      paramLabel = "[HOST:]PORT",
      converter = PageAddress.Converter.class,
      description =
          "Serve a page that shows the tables, also as JSON and as metrics. Without HOST, only"
              + " this machine can open it. With another HOST, a token is needed: it is"
              + " generated and printed, or read from "
              + PageAccess.VARIABLE
              + ".")
  @Nullable PageAddress page;

  @Option(
      names = "--page-token-file",
      paramLabel = "FILE",
      description = "Read the token of the page from this file.")
  @Nullable Path tokenFile;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "At the end, write a report there: one HTML file, with charts.")
  @Nullable Path report;

  /** Called by picocli. */
  public PageOptions() {}

  /**
   * Checks the options that do not depend on the sync.
   *
   * @throws UserException if an option cannot be used
   */
  public void check() {
    if (tokenFile != null && page == null) {
      throw new UserException(Kind.USAGE, "--page-token-file has no effect without --page", null);
    }
    if (report != null) {
      OutputFile.check("--report", report);
    }
  }

  /**
   * Returns the watch that the options ask for. If they ask for nothing, it does nothing.
   *
   * @param tables the tables of the sync
   * @param postgres where the age of the oldest transaction is read
   * @param output where the address of the page is written
   * @throws UserException if the token cannot be read, or is too short
   */
  public SyncWatch watch(Collection<SyncTable> tables, DataSource postgres, Output output) {
    if (page == null && report == null) {
      return new SyncWatch() {};
    }
    return new LiveWatch(
        new SyncRecorder(tables, Clock.systemUTC()),
        new PageMetrics(postgres),
        page == null ? null : PageAccess.of(page, tokenFile, System.getenv()),
        report,
        output);
  }
}
