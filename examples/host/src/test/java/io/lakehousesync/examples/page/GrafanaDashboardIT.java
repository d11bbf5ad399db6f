package io.lakehousesync.examples.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.postgres.report.MaintenanceReport;
import io.lakehousesync.postgres.report.VacuumResult;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.LocatedMetadata;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard for Grafana uses the metrics that the page publishes, and all of them. */
class GrafanaDashboardIT {
  private static final Path DASHBOARD = Path.of("..", "grafana", "lakehouse-sync.json");

  private static final Pattern IN_EXPRESSION = Pattern.compile("lakehouse_\\w+");
  private static final Pattern PUBLISHED = Pattern.compile("(?m)^(lakehouse_\\w+)");

  @Test
  void itHasExactlyTheMetricsThatArePublished() throws IOException {
    assertThat(used()).containsExactlyElementsOf(published());
  }

  private static Set<String> used() throws IOException {
    Set<String> names = new TreeSet<>();
    List<String> expressions =
        new ObjectMapper().readTree(Files.readString(DASHBOARD)).findValuesAsText("expr");
    for (String expression : expressions) {
      Matcher name = IN_EXPRESSION.matcher(expression);
      while (name.find()) {
        names.add(name.group());
      }
    }
    return names;
  }

  /** Runs one table that succeeds and one that fails, and returns what is published then. */
  private static Set<String> published() {
    List<SyncTable> tables = PageSamples.tables(2);
    PageMetrics metrics = new PageMetrics(LakehouseUnderTest.shared().postgres());
    try (LakehouseSync sync =
        metrics
            .listenersOn(LakehouseSync.builder())
            .source(new OneGoodTable(tables.get(0)))
            .locator(new AtVersionOne())
            .refresher((table, location) -> RefreshResult.refreshed(location))
            .table(tables.get(0))
            .table(tables.get(1))
            .build()) {
      metrics.bindTo(sync);
      sync.runOnce();
      metrics.maintained(
          MaintenanceReport.builder(tables.get(0), new VacuumResult.NotAsked())
              .layout(
                  PageSamples.maintenance(tables.get(0), 9, Instant.EPOCH).layout().orElseThrow())
              .build());
      Matcher name = PUBLISHED.matcher(metrics.text());
      return name.results()
          .map(found -> found.group(1))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** Copies one table, and refuses the others for ever. */
  private record OneGoodTable(SyncTable good) implements SyncSource {
    @Override
    public CopyResult copy(SyncTable table) {
      if (table.equals(good)) {
        return CopyResult.complete(10, Instant.now()).withBytes(1000);
      }
      throw new NotAppliedException(Retry.POINTLESS, "no such table", null);
    }

    @Override
    public void validate(SyncTable table) {}

    @Override
    public String guarantee(SyncTable table) {
      return PageSamples.GUARANTEE;
    }
  }

  private static final class AtVersionOne implements MetadataLocator {
    @Override
    public Map<TableName, LocatedMetadata> locate(Collection<TableName> icebergTables) {
      return icebergTables.stream()
          .collect(
              Collectors.toMap(
                  name -> name,
                  name ->
                      new LocatedMetadata.Committed(
                          PageSamples.location(SyncTable.of("any", name.toString()), 1))));
    }
  }
}
