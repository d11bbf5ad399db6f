package io.lakehousesync.examples.host;

import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.ConnectionPooling;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.host.outage.Pools;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.RecordedStatus;
import io.lakehousesync.postgres.StatusObserver;
import io.lakehousesync.table.SyncTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code examples/run gate}. */
@Command(
    name = "gate",
    sortOptions = false,
    customSynopsis =
        "examples/run gate --config FILE --table NAME[,NAME...] --fresh D [OPTION ...]",
    description =
        "Says to a job whether tables are fresh and verified, as the process that syncs has written"
            + " it to PostgreSQL. Exit code 0 if all of them are, 1 if not.%n")
public final class GateCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  @Mixin HostOptions options = new HostOptions();

  @Option(
      names = "--table",
      required = true,
      split = ",",
      paramLabel = "NAME",
      description = "The tables, by their name in the configuration, heap table or Iceberg table.")
  List<String> names = List.of();

  @Option(
      names = "--fresh",
      required = true,
      paramLabel = "D",
      converter = DurationOption.class,
      description = "The greatest accepted freshness lag, such as 60s.")
  Duration fresh = Duration.ZERO;

  @Option(
      names = "--verified",
      paramLabel = "D",
      converter = DurationOption.class,
      description = "Also require that each table was verified up to at most this time ago.")
  @Nullable Duration verified;

  @Option(
      names = "--wait",
      paramLabel = "D",
      converter = DurationOption.class,
      description = "Wait at most this long for the tables (default: do not wait).")
  @Nullable Duration wait;

  /** Called by picocli. */
  public GateCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    SyncConfiguration configuration = options.load(new PostgresOnly(new Pools()));
    List<SyncTable> tables =
        names.stream()
            .map(name -> TableArgument.find(configuration.tables(), name.strip()))
            .distinct()
            .toList();
    try (ConfiguredSync parts = configuration.build()) {
      List<Answer> answers = ask(StatusObserver.of(parts.postgres()), tables);
      Output output = options.output();
      answers.forEach(answer -> output.line(answer.line(), answer.fields()));
      long open = answers.stream().filter(Answer::isGood).count();
      output.result(JsonFields.of("tables", answers.size()).and("pass", open));
      return open == answers.size() ? 0 : 1;
    }
  }

  /** Asks until all tables are good, or the time is over. Returns the last answers. */
  private List<Answer> ask(StatusObserver observer, List<SyncTable> tables)
      throws InterruptedException {
    long until = System.nanoTime() + (wait == null ? 0 : wait.toNanos());
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      boolean isLast = until - System.nanoTime() <= 0;
      Optional<List<Answer>> answers = tryToAnswer(observer, tables, isLast);
      if (isLast || answers.filter(all -> all.stream().allMatch(Answer::isGood)).isPresent()) {
        return answers.orElseThrow();
      }
      long left = Math.max(0, until - System.nanoTime());
      if (never.await(Math.min(left, BETWEEN_LOOKS.toNanos()), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException("the latch is never counted down");
      }
    }
  }

  /** Reads the status. If PostgreSQL cannot be asked now, but later, returns empty. */
  private Optional<List<Answer>> tryToAnswer(
      StatusObserver observer, List<SyncTable> tables, boolean isLast) {
    try {
      Map<SyncTable, RecordedStatus> recorded = observer.read(tables);
      List<Answer> answers = new ArrayList<>();
      tables.forEach(table -> answers.add(answer(table, recorded.get(table))));
      return Optional.of(answers);
    } catch (NotAppliedException e) {
      if (isLast || e.retry() == NotAppliedException.Retry.POINTLESS) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private Answer answer(SyncTable table, @Nullable RecordedStatus status) {
    if (status == null) {
      return new Answer(
          table,
          null,
          List.of(
              "lakehouse_sync.status has no row for it that this user may read. Run the set-up"
                  + " (PgLakeSetup), and start the sync with status.table=true."));
    }
    List<String> problems = new ArrayList<>();
    status.whyNotFresh(fresh).ifPresent(problems::add);
    if (verified != null) {
      status
          .whyNotVerified(verified)
          .filter(why -> !problems.contains(why))
          .ifPresent(problems::add);
    }
    return new Answer(table, status, problems);
  }

  /** What the gate says of a table. */
  private record Answer(SyncTable table, @Nullable RecordedStatus status, List<String> problems) {
    boolean isGood() {
      return problems.isEmpty();
    }

    String line() {
      Map<String, String> facts = new LinkedHashMap<>();
      if (status != null) {
        facts.put("lag", status.freshnessLag().map(GateCommand::seconds).orElse("unknown"));
        status
            .verifiedThrough()
            .map(through -> seconds(Duration.between(through, status.readAt())))
            .ifPresent(age -> facts.put("verified", age + " ago"));
      }
      StringBuilder line = new StringBuilder(isGood() ? "pass  " : "FAIL  ").append(table.source());
      facts.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
      return problems.isEmpty()
          ? line.toString()
          : line.append(": ").append(String.join(" Also: ", problems)).toString();
    }

    Map<String, Object> fields() {
      Optional<RecordedStatus> known = Optional.ofNullable(status);
      return JsonFields.of("type", "gate")
          .and(JsonFields.of(table))
          .and("pass", isGood())
          .and("status", known.map(each -> JsonFields.word(each.status())))
          .and("freshnessMs", known.flatMap(RecordedStatus::freshnessLag).map(Duration::toMillis))
          .and(
              "verifiedThrough",
              known.flatMap(RecordedStatus::verifiedThrough).map(JsonFields::time))
          .and("differ", known.flatMap(each -> each.differences().stream().boxed().findFirst()))
          .and("problems", problems)
          .map();
    }
  }

  private static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }

  /** Opens the pool for PostgreSQL. The gate does not connect to the catalog. */
  private record PostgresOnly(ConnectionPooling pools) implements ConnectionPooling {
    @Override
    public DataSource pool(String name, DataSource unpooled, int connections) {
      return name.equals("postgres") ? pools.pool(name, unpooled, 1) : unpooled;
    }
  }
}
