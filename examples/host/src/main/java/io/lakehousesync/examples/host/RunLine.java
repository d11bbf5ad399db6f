package io.lakehousesync.examples.host;

import io.lakehousesync.TableReport;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.text.Printable;
import java.time.Duration;
import java.util.Locale;

/**
 * The line of a run, for people. It is short enough for a terminal, unless a name or a message is
 * long. {@code --json} has all of the report.
 */
final class RunLine {
  private RunLine() {}

  /**
   * Returns the line.
   *
   * @param name the name of the table
   */
  static String of(String name, TableReport report) {
    StringBuilder line = new StringBuilder();
    if (report.failure().isPresent()) {
      line.append("FAILED ").append(name);
      if (report.rows() > 0) {
        line.append(" after ").append(report.rows()).append(" rows");
      }
      return line.append(": ")
          .append(Printable.message(String.valueOf(report.failure().get().getMessage())))
          .toString();
    }
    line.append("synced ").append(name).append(" rows=").append(report.rows());
    if (report.remaining() != Remaining.NONE) {
      line.append(" remaining=").append(report.remaining().name().toLowerCase(Locale.ROOT));
    }
    report.location().ifPresent(found -> line.append(" snapshot=").append(version(found)));
    report.refresh().ifPresent(result -> line.append(" catalog=").append(word(result)));
    report.freshnessLag().ifPresent(lag -> line.append(" lag=").append(seconds(lag)));
    line.append(" copy=").append(seconds(report.timings().copy()));
    line.append(" refresh=").append(seconds(report.timings().refresh()));
    report
        .blockedBy()
        .ifPresent(holder -> line.append(" blocked_by=").append(Printable.quoted(holder)));
    report.problem().ifPresent(what -> line.append(" problem=").append(Printable.quoted(what)));
    return line.toString();
  }

  private static String version(MetadataLocation location) {
    return location.version().isPresent()
        ? String.valueOf(location.version().getAsLong())
        : location.fileName();
  }

  private static String word(RefreshResult result) {
    if (result instanceof RefreshResult.Refreshed) {
      return "refreshed";
    } else if (result instanceof RefreshResult.Deferred) {
      return "deferred";
    }
    return result instanceof RefreshResult.NotServed ? "none" : "unchanged";
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1000.0);
  }
}
