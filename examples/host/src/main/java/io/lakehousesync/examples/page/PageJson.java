package io.lakehousesync.examples.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehousesync.RunStep;
import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.text.Printable;
import io.lakehousesync.verify.TableVerification;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes what the page shows as JSON, for the page itself and for programs. Times are in UTC, in
 * the form of ISO 8601. An unknown value has no field.
 */
final class PageJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PageJson() {}

  /** Returns the object as JSON on one line. */
  static String text(Object object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the fields cannot be written as JSON", e);
    }
  }

  /**
   * Returns the same JSON for the inside of an HTML element {@code script}. No text in it can end
   * the element or begin a comment, because no {@code <} is left.
   */
  static String insideScript(String json) {
    return json.replace("<", "\\u003c");
  }

  /** Returns the fields of all tables. */
  static Map<String, Object> fields(SyncView view) {
    return summary(view).and("tables", view.tables().stream().map(PageJson::fields).toList()).map();
  }

  /** Returns the fields of the sync, without its tables. */
  static JsonFields summary(SyncView view) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Status status : Status.values()) {
      long count = view.tables().stream().filter(each -> each.status() == status).count();
      counts.put(JsonFields.word(status), count);
    }
    return JsonFields.of("at", JsonFields.time(view.at()))
        .and("ended", view.ended())
        .and("counts", counts);
  }

  /** Returns the fields of a table. */
  static Map<String, Object> fields(TableView view) {
    return JsonFields.of("id", view.id())
        .and("table", view.table())
        .and("target", view.target())
        .and("status", JsonFields.word(view.status()))
        .and("reason", view.reason())
        .and("completeThrough", view.completeThrough().map(JsonFields::time))
        .and("steps", steps(view))
        .and("runOfSteps", view.runOfSteps().map(PageJson::fields))
        .and("stepSince", view.stepSince().map(JsonFields::time))
        .and("rowsOfRun", Optional.of(view.rowsOfRun()).filter(rows -> rows > 0))
        .and("confirmed", view.confirmed())
        .and("snapshot", view.snapshot())
        .and("catalog", view.catalog())
        .and("lastRun", view.lastRun().map(PageJson::fields))
        .and("runs", view.totals().runs())
        .and("rows", view.totals().rows())
        .and("failures", view.totals().failures())
        .and("circuit", view.circuitOpen() ? "open" : "closed")
        .and("blockedBy", view.blockedBy())
        .and(
            "lastError",
            view.lastError()
                .map(
                    error ->
                        JsonFields.of("at", JsonFields.time(error.at()))
                            .and("message", error.message())
                            .map()))
        .and("verification", view.verification().map(PageJson::fields))
        .and("files", view.files().map(PageJson::fields))
        .and("guarantee", view.guarantee())
        .map();
  }

  /** Returns the fields of a table, with its history. */
  static Map<String, Object> fields(TableView view, TableHistory history) {
    Map<String, Object> fields = fields(view);
    fields.put("history", fields(history));
    return fields;
  }

  private static Map<String, String> steps(TableView view) {
    Map<String, String> steps = new LinkedHashMap<>();
    for (RunStep step : RunStep.values()) {
      steps.put(
          JsonFields.word(step), JsonFields.word(view.steps().getOrDefault(step, StepState.IDLE)));
    }
    return steps;
  }

  private static Map<String, Object> fields(RunView run) {
    return JsonFields.of("at", JsonFields.time(run.at()))
        .and("rows", run.rows())
        .and("copyMs", run.copy().toMillis())
        .and("refreshMs", run.refresh().toMillis())
        .and("succeeded", run.succeeded())
        .map();
  }

  private static Map<String, Object> fields(TableVerification found) {
    return JsonFields.of("at", JsonFields.time(found.at()))
        .and("through", found.verifiedThrough().map(JsonFields::time))
        .and("differ", found.differences())
        .and("pending", found.pendingRows().stream().boxed().findFirst())
        .and("notCompared", found.notCompared().stream().findFirst().map(any -> notCompared(found)))
        .map();
  }

  private static String notCompared(TableVerification found) {
    return Printable.message(String.join(" ", found.notCompared()));
  }

  private static Map<String, Object> fields(FilesView files) {
    return JsonFields.of("at", JsonFields.time(files.at()))
        .and("dataFiles", files.dataFiles())
        .and("smallFiles", files.smallFiles())
        .map();
  }

  /** Returns the fields of a history. Of the lags, there are two lists: seconds, and lags in ms. */
  static Map<String, Object> fields(TableHistory history) {
    List<LagHistory.Point> lags = history.lags();
    return JsonFields.of("lagSeconds", lags.stream().map(LagHistory.Point::second).toList())
        .and(
            "lagMs",
            lags.stream().map(point -> point.lag().map(Duration::toMillis).orElse(null)).toList())
        .and("runs", history.runs().stream().map(PageJson::fields).toList())
        .and("files", history.files().stream().map(PageJson::fields).toList())
        .map();
  }
}
