package io.lakehousesync.examples.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The page as one HTML file that needs no network. It has the style sheets, the scripts and the
 * data inside. Its policy allows the browser to run exactly these scripts.
 */
final class HtmlReport {
  private HtmlReport() {}

  /**
   * Returns the file.
   *
   * @param last the last state of the sync
   * @param history the history of each table
   */
  static String of(SyncView last, Function<TableView, TableHistory> history) {
    List<Map<String, Object>> tables =
        last.tables().stream().map(table -> PageJson.fields(table, history.apply(table))).toList();
    String data = PageJson.text(PageJson.summary(last).and("tables", tables).map());
    String chartStyle = Assets.CHART_STYLE.text();
    String style = Assets.STYLE.text();
    String chartScript = Assets.CHART_SCRIPT.text();
    String script = Assets.SCRIPT.text();
    String policy =
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src %s %s; script-src %s %s"
            .formatted(hash(chartStyle), hash(style), hash(chartScript), hash(script));
    String page = Assets.PAGE.text();
    page = replace(page, "<meta name=\"policy\">", policy(policy) + data(data));
    page = replace(page, link(Assets.CHART_STYLE), "<style>" + chartStyle + "</style>");
    page = replace(page, link(Assets.STYLE), "<style>" + style + "</style>");
    page =
        replace(
            page,
            "<script src=\"%s\"></script>".formatted(Assets.CHART_SCRIPT.fileName()),
            "<script>" + chartScript + "</script>");
    return replace(
        page,
        "<script type=\"module\" src=\"%s\"></script>".formatted(Assets.SCRIPT.fileName()),
        "<script type=\"module\">" + script + "</script>");
  }

  private static String policy(String policy) {
    return "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n";
  }

  private static String data(String json) {
    return "<script type=\"application/json\" id=\"report\">"
        + PageJson.insideScript(json)
        + "</script>";
  }

  private static String link(Assets asset) {
    return "<link rel=\"stylesheet\" href=\"%s\">".formatted(asset.fileName());
  }

  private static String replace(String page, String part, String with) {
    int at = page.indexOf(part);
    if (at < 0) {
      throw new IllegalStateException("the page has no " + part);
    }
    return page.substring(0, at) + with + page.substring(at + part.length());
  }

  /** Returns the source of a policy that allows an element with exactly this content. */
  private static String hash(String content) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-%s'".formatted(Base64.getEncoder().encodeToString(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
