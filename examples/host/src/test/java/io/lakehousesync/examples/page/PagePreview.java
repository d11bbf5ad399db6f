package io.lakehousesync.examples.page;

import io.lakehousesync.TableHealth;
import io.lakehousesync.examples.page.PageSamples.TestClock;
import io.lakehousesync.table.SyncTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Draws the page of made-up syncs in all sizes, for engineers who change it. Argument: the
 * directory for the pictures.
 */
final class PagePreview {
  private PagePreview() {}

  public static void main(String[] arguments) throws Exception {
    Path pictures = Files.createDirectories(Path.of(arguments[0]));
    Path profile = Files.createTempDirectory("page-preview");
    try (Browser browser = Browser.start(profile)) {
      for (int count : new int[] {1, 5, 200}) {
        for (boolean trouble : new boolean[] {false, true}) {
          String name = count + (trouble ? "-trouble" : "-peace");
          Path report = profile.resolve(name + ".html");
          Files.writeString(report, report(count, trouble));
          for (int width : new int[] {375, 1280, 2560}) {
            for (String scheme : List.of("light", "dark")) {
              int height = width == 375 ? 1600 : width == 1280 ? 1000 : 1300;
              browser.device(width, height, scheme);
              browser.open(report.toUri().toString());
              browser.screenshot(pictures.resolve(name + "-" + width + "-" + scheme + ".png"));
            }
          }
        }
      }
      browser.console().forEach(System.out::println);
    }
  }

  private static String report(int count, boolean trouble) {
    TestClock clock = new TestClock();
    List<SyncTable> tables = PageSamples.tables(count);
    SyncRecorder recorder = new SyncRecorder(tables, clock);
    List<TableHealth> last = PageSamples.play(recorder, tables, clock, trouble);
    return HtmlReport.of(recorder.end(last), table -> recorder.history(table.id()).orElseThrow());
  }
}
