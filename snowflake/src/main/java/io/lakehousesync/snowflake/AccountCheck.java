package io.lakehousesync.snowflake;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.snowflake.internal.check.Answer;
import io.lakehousesync.snowflake.internal.check.CheckPlan;
import io.lakehousesync.snowflake.internal.check.Probe;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.StatementSettings;
import io.lakehousesync.snowflake.setup.AccountCheckResult;
import io.lakehousesync.snowflake.setup.AccountCheckResult.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Sends the statements of this module to an account, one after the other, and compares what comes
 * back with what the library expects. Use it on the first day with an account: it finds out what no
 * documentation says.
 *
 * <p>The check changes nothing except in a schema of its own. It creates this schema in the
 * database of the tables, and drops it at its end, also after a failure. Only if the process is
 * killed does the schema stay; {@link #schema} names it. Statements that would change other objects
 * are not sent, and are listed as {@link Outcome#NOT_RUN}. Results contain no rows and no secrets.
 *
 * <p>Not thread-safe.
 */
public final class AccountCheck {
  private final JdbcStatements snowflake;
  private final CheckPlan plan;
  private final Optional<TaskPipeline> pipeline;
  private final List<String> secrets;
  private final List<AccountCheckResult> results = new ArrayList<>();
  private Consumer<AccountCheckResult> listener = result -> {};
  private boolean unanswered;

  AccountCheck(
      DataSource snowflake,
      CheckPlan plan,
      Optional<TaskPipeline> pipeline,
      List<String> secrets,
      Duration statementTimeout) {
    this.snowflake =
        new JdbcStatements(
            snowflake, new StatementSettings("lakehouse-sync-check", statementTimeout));
    this.plan = plan;
    this.pipeline = pipeline;
    this.secrets = List.copyOf(secrets);
  }

  /** Returns the schema that the check creates and drops, in Snowflake's notation. */
  public String schema() {
    return plan.schema().toString();
  }

  /**
   * Runs the check once. An error of Snowflake is a result, not an exception. If Snowflake does not
   * answer, the remaining statements are not sent, except for those that drop what was created.
   *
   * @param listener called after each statement
   */
  public List<AccountCheckResult> run(Consumer<AccountCheckResult> listener) {
    this.listener = listener;
    plan.ofAccount().forEach(this::run);
    boolean sent = !unanswered;
    boolean created = run(plan.createSchema());
    if (created || (sent && unanswered)) {
      try {
        plan.inSchema().forEach(this::run);
        pipeline.ifPresent(this::run);
      } finally {
        drop();
      }
    } else {
      plan.inSchema().forEach(probe -> notRun(probe, "the schema was not created"));
    }
    plan.notRun().forEach(this::add);
    return List.copyOf(results);
  }

  /** Drops the objects, and in any case the schema. */
  private void drop() {
    unanswered = false;
    try {
      plan.dropping().forEach(this::run);
    } finally {
      unanswered = false;
      run(plan.dropSchema());
    }
  }

  /** Runs a probe. Returns whether Snowflake answered without an error. */
  private boolean run(Probe probe) {
    if (unanswered) {
      notRun(probe, "Snowflake did not answer an earlier statement");
      return false;
    }
    Answer answer = Answer.to(snowflake, probe.sql());
    unanswered = answer.isMissing();
    add(
        new AccountCheckResult(
            probe.sql(), probe.expected(), answer.toString(), probe.judge(answer), answer.took()));
    return answer.failure().isEmpty();
  }

  /** Sends the statements of a task pipeline, as a host does. */
  private void run(TaskPipeline tasks) {
    call("status", tasks::status);
    call("runNow", tasks::runNow);
    call("trigger", tasks::trigger);
    call("suspend", tasks::suspend);
  }

  private void call(String method, Runnable work) {
    if (unanswered) {
      return;
    }
    long begun = System.nanoTime();
    String came = "no error";
    Outcome outcome = Outcome.AS_EXPECTED;
    try {
      work.run();
    } catch (LakehouseSyncException e) {
      came = "error: " + e.getMessage();
      outcome = Outcome.DIFFERENT;
      unanswered = e instanceof NotAppliedException failure && failure.retry() == Retry.OUTAGE;
    }
    add(
        new AccountCheckResult(
            "TaskPipeline." + method,
            "no error",
            came,
            outcome,
            Duration.ofNanos(System.nanoTime() - begun)));
  }

  private void notRun(Probe probe, String why) {
    add(
        new AccountCheckResult(
            probe.sql(), probe.expected(), "not sent: " + why, Outcome.NOT_RUN, Duration.ZERO));
  }

  private void add(AccountCheckResult result) {
    AccountCheckResult clean =
        new AccountCheckResult(
            hidden(result.statement()),
            hidden(result.expected()),
            hidden(result.came()),
            result.outcome(),
            result.took());
    results.add(clean);
    listener.accept(clean);
  }

  private String hidden(String text) {
    String hidden = text;
    for (String secret : secrets) {
      hidden = hidden.replace(secret, "(hidden)");
    }
    return hidden;
  }
}
