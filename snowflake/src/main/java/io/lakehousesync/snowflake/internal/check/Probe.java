package io.lakehousesync.snowflake.internal.check;

import io.lakehousesync.snowflake.internal.sql.JsonText;
import io.lakehousesync.snowflake.setup.AccountCheckResult.Outcome;
import java.util.List;
import java.util.function.Predicate;

/**
 * A statement, and what the library expects as its answer.
 *
 * @param sql the statement
 * @param expected the expectation in words
 * @param judgement compares an answer with the expectation
 */
public record Probe(String sql, String expected, Judgement judgement) {
  /** Compares an answer with an expectation. */
  public interface Judgement {
    Outcome of(Answer answer);
  }

  /** Returns the outcome. */
  public Outcome judge(Answer answer) {
    return judgement.of(answer);
  }

  static Probe done(String sql) {
    return new Probe(sql, "no error", of(answer -> true));
  }

  /** Expects a row with a value in a column. */
  static Probe row(String sql, String column, String value) {
    return new Probe(
        sql,
        "a row whose column %s is %s".formatted(column, value),
        of(
            answer ->
                answer.rows().stream()
                    .anyMatch(row -> row.text(column).filter(value::equals).isPresent())));
  }

  /** Expects columns. If there is no row, there is nothing to judge. */
  static Probe columns(String sql, String... columns) {
    List<String> wanted = List.of(columns);
    return new Probe(
        sql,
        "rows with the columns " + wanted,
        answer ->
            answer.failure().isEmpty() && answer.rows().isEmpty()
                ? Outcome.OPEN
                : of(each -> each.rows().get(0).values().keySet().containsAll(wanted)).of(answer));
  }

  /** Expects a JSON value with a field. */
  static Probe field(String sql, String field) {
    return new Probe(
        sql,
        "a JSON value with the field " + field,
        of(answer -> answer.value().flatMap(json -> JsonText.field(json, field)).isPresent()));
  }

  /** Does not judge the answer. */
  static Probe open(String sql, String expected) {
    return new Probe(
        sql, expected, answer -> answer.isMissing() ? Outcome.DIFFERENT : Outcome.OPEN);
  }

  private static Judgement of(Predicate<Answer> fits) {
    return answer ->
        answer.failure().isEmpty() && fits.test(answer) ? Outcome.AS_EXPECTED : Outcome.DIFFERENT;
  }
}
