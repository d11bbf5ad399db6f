package io.lakehousesync.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SchemaEvolution;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.table.WriteMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Reads configurations, and checks the messages for mistakes. */
class SyncConfigurationTest {
  private static final String MINIMUM =
      "postgres.url=jdbc:postgresql://localhost/shop; table.orders.target=iceberg_orders";

  @TempDir private Path directory;

  @Test
  void aMinimalConfigurationHasTheDefaultsOfTheBuilder() {
    SyncConfiguration configuration = of(MINIMUM);

    assertThat(configuration.tables())
        .containsExactly(Map.entry("orders", SyncTable.of("orders", "iceberg_orders")));
    assertThat(configuration.interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(configuration.closeTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(configuration.refresherName()).isEqualTo("none");
  }

  @Test
  void aTableCanHaveAllSettings() {
    SyncConfiguration configuration =
        of(
            MINIMUM
                + "; table.t.source=shop.lines; table.t.target=lake.lines; table.t.tracking=marker"
                + "; table.t.column=synced_at; table.t.mode=upsert; table.t.key=order_id, line"
                + "; table.t.columns=order_id,line,amount; table.t.catalog-name=LINES"
                + "; table.t.schema-evolution=full; table.t.interval=1m"
                + "; table.t.freshness-target=PT5M; table.t.deletes=keep");

    assertThat(configuration.tables().get("t"))
        .isEqualTo(
            SyncTable.of("shop.lines", "lake.lines")
                .tracking(ChangeTracking.marker("synced_at"))
                .mode(WriteMode.UPSERT)
                .deletes(Deletes.KEEP)
                .key("order_id", "line")
                .columns("order_id", "line", "amount")
                .catalogName("LINES")
                .schemaEvolution(SchemaEvolution.FULL)
                .interval(Duration.ofMinutes(1))
                .freshnessTarget(Duration.ofMinutes(5)));
  }

  @Test
  void everyKindOfTrackingCanBeConfigured() {
    Map<String, SyncTable> tables =
        of(MINIMUM
                + "; table.x.target=ix; table.x.column=my_xid"
                + "; table.o.target=io; table.o.tracking=ordered; table.o.column=id"
                + "; table.q.target=iq; table.q.tracking=queue; table.q.mode=upsert"
                + "; table.c.target=ic; table.c.tracking=comparison")
            .tables();

    assertThat(tables).containsOnlyKeys("orders", "x", "o", "q", "c");
    assertThat(tables.values())
        .extracting(SyncTable::tracking)
        .containsExactly(
            ChangeTracking.xid(),
            ChangeTracking.xid("my_xid"),
            ChangeTracking.ordered("id"),
            ChangeTracking.queue(),
            ChangeTracking.comparison());
  }

  @Test
  void aTableMayBeNamedWithItsSchema() {
    assertThat(
            of("postgres.url=jdbc:postgresql:shop; table.sales.orders.target=x").tables().values())
        .extracting(SyncTable::source)
        .containsExactly(new TableName("sales", "orders"));
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "10s, PT10S",
    "2m, PT2M",
    "3h, PT3H",
    "1d, PT24H",
    "PT1M30S, PT1M30S",
  })
  void durationsAreWrittenShortOrAsIso(String text, Duration duration) {
    assertThat(of(MINIMUM + "; sync.interval=" + text).interval()).isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sync.intervall=10s | sync.intervall: there is no such key. Did you mean sync.interval?",
        "sync.batchRows=5 | sync.batchRows: there is no such key. Did you mean sync.batch-rows?",
        "postgress.url=x | postgress.url: there is no such key. Did you mean postgres.url?",
        "table.orders.traking=xid | table.orders.traking: there is no such key. Did you mean table.orders.tracking?",
        "tabel.orders.mode=upsert | tabel.orders.mode: there is no such key. Did you mean table.orders.mode?",
        "table.mode=upsert | table.mode: there is no such key. The keys of a table begin with table.<name>.",
        "color=blue | color: there is no such key.",
        "table..target=x | table..target: there is no such key. Did you mean table.<name>.target?",
        "sync.interval=soon | sync.interval=soon: must be a positive duration such as 10s, 500ms, 2m or PT10S.",
        "maintenance=sometimes | maintenance=sometimes: must be one of off, vacuum, watch.",
        "maintenance.small-files=0 | maintenance.small-files=0: must be a positive whole number.",
        "sync.interval=0s | sync.interval=0s: must be a positive duration such as 10s, 500ms, 2m or PT10S.",
        "sync.stale-after=-PT1S | sync.stale-after=-PT1S: must be a positive duration such as 10s, 500ms, 2m or PT10S.",
        "sync.parallelism=0 | sync.parallelism=0: must be a positive whole number.",
        "sync.batch-rows=many | sync.batch-rows=many: must be a positive whole number.",
        "postgres.url=mysql://x | postgres.url=mysql://x: must be a URL such as jdbc:postgresql://host:5432/database.",
        "postgres.url= | postgres.url is missing: set it to a URL such as jdbc:postgresql://host:5432/database.",
        "table.orders.target= | There is no table: set table.<name>.target for each table to keep in sync, or tables.include.",
        "group.sales.table=orders | group.sales.table: there is no such key. Did you mean group.sales.tables?",
        "group.sales.tables=order | group.sales.tables: there is no table order. Did you mean orders?",
        "group.sales.tables=orders,orders | group.sales.tables names orders twice.",
        "group.a.tables=orders; group.b.tables=orders | orders is in the groups a and b: a table is in at most one group.",
        "group.sales.cuts=cuts | group.sales.tables is missing: set it to names separated by commas.",
        "group.sales.tables=orders; group.sales.cuts=a.b.c | group.sales.cuts=a.b.c: must be a name such as table, schema.table or \"Schema\".\"Table\".",
        "group.sales.tables=orders; group.sales.cuts=iceberg_orders | group.sales: group sales cannot record its cuts in public.iceberg_orders, which is one of its tables.",
        "table.include=x.* | table.include: there is no such key. Did you mean tables.include?",
        "tables.exclude=x.* | tables.exclude has no effect without tables.include: remove it.",
        "tables.target=lake.{table} | tables.target has no effect without tables.include: remove it.",
        "setup.auto=true | setup.auto has no effect without tables.include: remove it.",
        "tables.include=a.*; setup.interval=1m | setup.interval has no effect without setup.auto=true: remove it.",
        "tables.include=shop. | tables.include=shop.: must be patterns such as public.*, separated by commas.",
        "tables.include=a.*; tables.target=lake.t | tables.target=lake.t: must be a rule such as iceberg_{table} or lake.{schema}_{table}.",
        "table.t.mode=upsert | table.t.target is missing: set it to a name such as table, schema.table or \"Schema\".\"Table\".",
        "table.orders.target=a.b.c | table.orders.target=a.b.c: must be a name such as table, schema.table or \"Schema\".\"Table\".",
        "table.orders.mode=upsrt | table.orders.mode=upsrt: must be one of append, upsert. Did you mean upsert?",
        "table.orders.tracking=vector | table.orders.tracking=vector: must be one of comparison, marker, ordered, queue, xid.",
        "table.orders.tracking=marker | table.orders: table.orders.tracking=marker needs table.orders.column.",
        "table.orders.tracking=ordered | table.orders: table.orders.tracking=ordered needs table.orders.column.",
        "table.orders.tracking=queue;table.orders.mode=append | table.orders: table.orders.tracking=queue captures updates and deletes, which need table.orders.mode=upsert.",
        "table.orders.tracking=ordered;table.orders.column=id;table.orders.mode=upsert | table.orders: table.orders.tracking=ordered captures only inserts, which need no upsert: remove table.orders.mode.",
        "table.orders.tracking=queue;table.orders.column=c | table.orders: table.orders.column has no effect with table.orders.tracking=queue: remove it.",
        "table.orders.key=id,,line | table.orders.key=id,,line: must be names separated by commas.",
        "table.orders.key=id;table.orders.columns=a,b | table.orders: the key [id] of table public.orders is not among the columns to copy, [a, b].",
        "table.iceberg_orders.target=iceberg_orders | table.iceberg_orders: table public.iceberg_orders cannot be synced into itself.",
        "table.t.target=iceberg_orders | table.orders and table.t are both copied into public.iceberg_orders: give each table its own Iceberg table.",
        "table.a-b.target=x | table.a-b: 'a-b' is not a table name: set table.a-b.source.",
        "locator=s3-listing | locator=s3-listing needs io.lakehousesync:lakehouse-sync-s3, which is not on the class path: add it as a dependency.",
        "refresher=snowflake | refresher=snowflake needs io.lakehousesync:lakehouse-sync-snowflake, which is not on the class path: add it as a dependency.",
        "refresher=nome | refresher=nome: there is no such refresher. Did you mean none? Available: 'none'.",
        "locator=crystal-ball | locator=crystal-ball: there is no such locator. Available: 'iceberg-tables'.",
        "snowflake.password=x | snowflake.password is a key of io.lakehousesync:lakehouse-sync-snowflake, which is not on the class path: add it as a dependency.",
        "s3.region=eu-west-1 | s3.region is a key of io.lakehousesync:lakehouse-sync-s3, which is not on the class path: add it as a dependency.",
        "postgres.password=${NOT_THERE} | postgres.password: the environment variable NOT_THERE is not set.",
        "postgres.password=${NOT_CLOSED | postgres.password: write ${NAME} for an environment variable, and $${ for a literal ${.",
        "postgres.user=${1st} | postgres.user: write ${NAME} for an environment variable, and $${ for a literal ${.",
      })
  void aMistakeIsReportedWithItsCorrection(String change, String problem) {
    assertThatThrownBy(() -> of(MINIMUM + ";" + change))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(problem);
  }

  @Test
  void groupsHaveTheirTablesAndWhereTheirCutsAreRecorded() {
    SyncConfiguration configuration =
        of(
            MINIMUM
                + "; table.lines.target=iceberg_lines; table.stores.target=iceberg_stores"
                + "; group.sales.tables=orders, lines; group.sales.cuts=lake.lakehouse_cuts");

    assertThat(configuration.tables()).containsOnlyKeys("orders", "lines", "stores");
    assertThat(configuration.groups())
        .containsExactly(
            SyncGroup.of(
                    "sales",
                    SyncTable.of("orders", "iceberg_orders"),
                    SyncTable.of("lines", "iceberg_lines"))
                .recordCutsIn("lake.lakehouse_cuts"));
  }

  @Test
  void allMistakesAreReportedAtOnce() {
    assertThatThrownBy(
            () ->
                of(
                    "postgres.user=${NOBODY}; sync.intervall=1s; sync.interval=x"
                        + "; table.a.tracking=marker; table.b.target=y; table.b.mode=z"))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "postgres.user: the environment variable NOBODY is not set.",
                        "sync.intervall: there is no such key. Did you mean sync.interval?",
                        "sync.interval=x: must be a positive duration such as 10s, 500ms, 2m or PT10S.",
                        "table.b.mode=z: must be one of append, upsert.",
                        "postgres.url is missing: set it to a URL such as"
                            + " jdbc:postgresql://host:5432/database.",
                        "table.a.target is missing: set it to a name such as table, schema.table or"
                            + " \"Schema\".\"Table\"."));
  }

  @Test
  void referencesAreResolvedAndEscaped() {
    SyncConfiguration configuration =
        SyncConfiguration.reader()
            .environment(Map.of("HOST", "db.example", "SECONDS", "7"))
            .of(
                Map.of(
                    "postgres.url", "jdbc:postgresql://${HOST}:5432/shop",
                    "postgres.user", "$${literal}",
                    "sync.interval", "${SECONDS}s",
                    "table.orders.target", "iceberg_orders"));

    assertThat(configuration.interval()).isEqualTo(Duration.ofSeconds(7));
    assertThat(configuration.settings().get(SyncKeys.POSTGRES_URL))
        .isEqualTo("jdbc:postgresql://db.example:5432/shop");
    assertThat(configuration.settings().get(SyncKeys.POSTGRES_USER)).isEqualTo("${literal}");
  }

  @Test
  void literalValuesAreTakenAsTheyAreWritten() {
    SyncConfiguration configuration =
        SyncConfiguration.reader()
            .environment(Map.of("HOST", "db.example"))
            .literalValues()
            .of(
                Map.of(
                    "postgres.url", "jdbc:postgresql://localhost/shop",
                    "postgres.user", "${HOST} $${b ${c}",
                    "table.orders.target", "iceberg_orders"));

    assertThat(configuration.settings().get(SyncKeys.POSTGRES_USER)).isEqualTo("${HOST} $${b ${c}");
  }

  @Test
  void tablesOfTheHostAreAddedToThoseOfTheConfiguration() {
    SyncTable stores = SyncTable.of("stores", "iceberg_stores");

    assertThat(SyncConfiguration.reader().table(stores).of(properties(MINIMUM)).tables().values())
        .containsExactly(SyncTable.of("orders", "iceberg_orders"), stores);
    assertThat(
            SyncConfiguration.reader()
                .postgres(new PGSimpleDataSource())
                .table(stores)
                .of(Map.of())
                .tables()
                .values())
        .containsExactly(stores);
  }

  @Test
  void aTableOfTheHostHasAnIcebergTableOfItsOwn() {
    assertThatThrownBy(
            () ->
                SyncConfiguration.reader()
                    .table(SyncTable.of("old_orders", "iceberg_orders"))
                    .of(properties(MINIMUM)))
        .hasMessage(
            "table.orders and public.old_orders are both copied into public.iceberg_orders: give"
                + " each table its own Iceberg table.");
    assertThatThrownBy(
            () ->
                SyncConfiguration.reader()
                    .table(SyncTable.of("orders", "lake.orders"))
                    .of(
                        properties(
                            "postgres.url=jdbc:postgresql:shop; table.lake.orders.target=t")))
        .hasMessage(
            "table.lake.orders has the name of an Iceberg table that the application describes:"
                + " choose another name.");
  }

  @Test
  void noSecretIsShown() {
    SyncConfiguration configuration =
        SyncConfiguration.reader()
            .environment(Map.of("PASSWORD", "hunter2"))
            .of(
                Map.of(
                    "postgres.url", "jdbc:postgresql://localhost/shop?password=s3cret",
                    "postgres.password", "s3cret",
                    "postgres.user", "${PASSWORD}",
                    "table.orders.target", "iceberg_orders"));

    assertThat(configuration)
        .hasToString(
            "SyncConfiguration[postgres.password=(hidden), "
                + "postgres.url=jdbc:postgresql://localhost/shop?(hidden), "
                + "postgres.user=${PASSWORD}, table.orders.target=iceberg_orders]");
  }

  @Test
  void noErrorShowsASecretOrWhatTheEnvironmentHolds() {
    assertThatThrownBy(
            () ->
                SyncConfiguration.reader()
                    .environment(Map.of("PASSWORD", "hunter2"))
                    .of(
                        Map.of(
                            "postgres.url",
                                "jdbc:postgresql://me:s3cret@localhost/?password=s3cret",
                            "postgres.pasword", "s3cret",
                            "sync.interval", "${PASSWORD}",
                            "table.orders.target", "iceberg_orders")))
        .hasMessageContaining("sync.interval=${PASSWORD}: must be a positive duration")
        .hasMessageContaining(
            "postgres.url=jdbc:postgresql://(hidden)@localhost/?(hidden): must be")
        .hasMessageContaining("postgres.pasword: there is no such key.")
        .hasMessageNotContainingAny("hunter2", "s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://me:s3/cret@localhost/shop",
        "jdbc:postgresql://me:s3@cret@localhost/shop",
        "jdbc:postgresql://me:s3?cret@localhost/shop",
        "jdbc:postgresql://me:s3;cret@localhost/shop?user=a@b",
        "jdbc:postgresql:me:s3cret@localhost/shop",
        "jdbc:postgresql:shop?password=s3cret&port=",
        "me:s3/cret@localhost/shop",
        "postgres.example password=s3cret",
      })
  void noFormOfAUrlShowsItsSecret(String url) {
    assertThatThrownBy(
            () ->
                SyncConfiguration.of(
                    Map.of("postgres.url", url, "table.orders.target", "iceberg_orders")))
        .hasMessageContaining("postgres.url=")
        .hasMessageContaining("(hidden)")
        .hasMessageNotContainingAny("s3", "cret");
  }

  @Test
  void noValueOfTheEnvironmentIsShownAsTheNameOfAComponent() {
    assertThatThrownBy(
            () ->
                SyncConfiguration.reader()
                    .environment(Map.of("A", "hunter2", "B", "s3-listing"))
                    .of(
                        Map.of(
                            "postgres.url", "jdbc:postgresql://localhost/shop",
                            "locator", "${A}",
                            "refresher", "${B}",
                            "table.orders.target", "iceberg_orders")))
        .hasMessageContaining("locator=${A}: there is no such locator.")
        .hasMessageContaining("refresher=${B}")
        .hasMessageNotContainingAny("hunter2");
  }

  @Test
  void theDriverDoesNotLogAPasswordOfAUrlThatIsRefused() {
    List<String> logged = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            logged.add(new SimpleFormatter().formatMessage(record));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger driver = Logger.getLogger("org.postgresql");
    driver.addHandler(handler);
    try {
      assertThatThrownBy(
              () ->
                  SyncConfiguration.of(
                      Map.of(
                          "postgres.url", "jdbc:postgresql://me:s3cret?x@localhost/shop",
                          "table.orders.target", "iceberg_orders")))
          .hasMessageContaining("postgres.url=jdbc:postgresql://(hidden): must be");
    } finally {
      driver.removeHandler(handler);
    }
    assertThat(logged).noneMatch(line -> line.contains("s3cret"));
  }

  @Test
  void keysOfPostgresAreAMistakeWithADataSourceOfTheHost() {
    PGSimpleDataSource own = new PGSimpleDataSource();
    SyncConfigurationReader reader = SyncConfiguration.reader().postgres(own);

    try (ConfiguredSync parts = reader.of(Map.of("table.t.target", "it")).build()) {
      assertThat(parts.postgres()).isSameAs(own);
    }
    assertThatThrownBy(() -> reader.of(properties(MINIMUM)))
        .hasMessage(
            "postgres.url has no effect, because SyncConfigurationReader.postgres(...) was called:"
                + " remove the key.");
  }

  @Test
  void aPoolOfTheHostIsClosedWithTheSync() {
    ClosingPool pool = new ClosingPool();
    SyncConfiguration configuration =
        SyncConfiguration.reader()
            .pooling((name, unpooled, connections) -> pool.over(name, connections))
            .of(properties(MINIMUM + "; sync.parallelism=5"));

    try (ConfiguredSync parts = configuration.build()) {
      assertThat(parts.postgres()).isSameAs(pool);
      assertThat(pool.opened).contains("postgres 12");
      assertThat(pool.closed).isFalse();
    }

    assertThat(pool.closed).isTrue();
  }

  @Test
  void aFileIsReadInUtf8() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("lake.properties"),
            """
            # a comment
            postgres.url = jdbc:postgresql://localhost/shop
            table.bücher.target = iceberg_bücher
            """);

    assertThat(SyncConfiguration.load(file).tables().values())
        .extracting(SyncTable::toString)
        .containsExactly("public.bücher -> public.iceberg_bücher");
  }

  @Test
  void keysOfTheMaintenanceAreAMistakeIfItIsOff() {
    assertThatThrownBy(() -> SyncConfiguration.of(properties(MINIMUM + ";maintenance.interval=5m")))
        .hasMessage(
            "maintenance.interval has no effect with maintenance=off: remove it, or set"
                + " maintenance=watch or maintenance=vacuum.");
  }

  @Test
  void aKeyThatIsSetTwiceIsAMistake() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("twice.properties"),
            """
            postgres.url=jdbc:postgresql://localhost/shop
            table.t.target=a
            table.t.target=b
            table.s.target=c
            table.s.target=c
            """);

    assertThatThrownBy(() -> SyncConfiguration.load(file))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "table.t.target is set twice, to different values: remove one of the"
                            + " lines.",
                        "table.s.target is set twice: remove one of the lines."));
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    Path missing = directory.resolve("missing.properties");
    Path latin = directory.resolve("latin.properties");
    Files.write(latin, "table.bücher.target=x".getBytes(StandardCharsets.ISO_8859_1));
    Path escape = Files.writeString(directory.resolve("escape.properties"), "a=\\u12");

    assertThatThrownBy(() -> SyncConfiguration.load(missing))
        .hasMessage("Configuration file %s does not exist.".formatted(missing));
    assertThatThrownBy(() -> SyncConfiguration.load(directory))
        .hasMessage("Configuration file %s is not a file.".formatted(directory));
    assertThatThrownBy(() -> SyncConfiguration.load(latin))
        .hasMessage("Configuration file %s is not in UTF-8.".formatted(latin));
    assertThatThrownBy(() -> SyncConfiguration.load(escape))
        .hasMessage("Configuration file %s has a malformed \\u escape.".formatted(escape));
  }

  private static SyncConfiguration of(String properties) {
    return SyncConfiguration.reader().environment(Map.of()).of(properties(properties));
  }

  /** Lines with semicolons between them; a later one replaces an earlier one. */
  private static Map<String, String> properties(String text) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String line : text.split(";", -1)) {
      String[] pair = line.strip().split("=", 2);
      properties.put(pair[0], pair[1]);
    }
    return properties;
  }

  private static final class ClosingPool extends PGSimpleDataSource implements AutoCloseable {
    private Optional<String> opened = Optional.empty();
    private boolean closed;

    ClosingPool over(String name, int connections) {
      opened = Optional.of(name + " " + connections);
      return this;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
