package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.report.Finding.Severity;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Names of the maximum length work, and longer names are refused. PostgreSQL cuts a longer name off
 * without an error, so that it becomes the name of another object.
 */
class LongNamesIT {
  private static final int LIMIT = 63;

  private static final String SCHEMA = longest("S", "x");
  private static final String KEY = longest("k", "1");
  private static final String VALUE = longest("k", "2");
  private static final String STAMP = longest("sync ", "é");

  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
  private final SyncSource source = PgLakeSource.of(TestSchema.postgres());
  private final PgLakeDoctor doctor = PgLakeDoctor.of(TestSchema.postgres());
  private final PgLakeVerifier verifier = PgLakeVerifier.of(TestSchema.postgres());

  /** Returns a name of the maximum length in bytes, whose middle has two bytes per character. */
  private static String longest(String first, String last) {
    int rest = LIMIT - bytes(first) - bytes(last);
    return first + "ä".repeat(rest / 2) + "-".repeat(rest % 2) + last;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @AfterEach
  void dropSchema() throws SQLException {
    TestSchema.execute("DROP SCHEMA IF EXISTS \"%s\" CASCADE".formatted(SCHEMA));
  }

  private static void create(String... heaps) throws SQLException {
    TestSchema.recreate(
        "DROP SCHEMA IF EXISTS \"%1$s\" CASCADE; CREATE SCHEMA \"%1$s\"".formatted(SCHEMA));
    for (String heap : heaps) {
      TestSchema.execute(
          """
          CREATE TABLE "%1$s"."%2$s" (
            "%3$s" int PRIMARY KEY, "%4$s" text, position int GENERATED ALWAYS AS IDENTITY);
          CREATE INDEX ON "%1$s"."%2$s" (position);
          INSERT INTO "%1$s"."%2$s" SELECT i, '%2$s' FROM generate_series(1, 20) AS i
          """
              .formatted(SCHEMA, heap, KEY, VALUE));
    }
  }

  static Stream<ChangeTracking> trackings() {
    return Stream.of(
        ChangeTracking.xid(STAMP),
        ChangeTracking.marker(STAMP),
        ChangeTracking.ordered("position"),
        ChangeTracking.queue(),
        ChangeTracking.comparison());
  }

  /** The names of two tables, and of two columns, differ only in their last character. */
  @ParameterizedTest
  @MethodSource("trackings")
  void namesOfTheMaximumLengthDoNotCollide(ChangeTracking tracking) throws SQLException {
    String one = longest("T", "1");
    String two = longest("T", "2");
    create(one, two);
    List<SyncTable> tables =
        Stream.of(one, two)
            .map(
                name ->
                    SyncTable.of(
                            new TableName(SCHEMA, name),
                            new TableName(SCHEMA, name.replaceFirst("T", "I")))
                        .tracking(tracking))
            .toList();

    setup.apply(tables);
    tables.forEach(source::validate);
    tables.forEach(VerifiedTables::copy);
    for (SyncTable table : tables) {
      String heap = "\"%s\".\"%s\"".formatted(SCHEMA, table.source().name());
      TestSchema.execute("INSERT INTO %s VALUES (21, 'new')".formatted(heap));
      if (tracking.kind() != ChangeTracking.Kind.ORDERED) {
        TestSchema.execute(
            "UPDATE %s SET \"%s\" = 'changed' WHERE \"%s\" = 7".formatted(heap, VALUE, KEY));
      }
      VerifiedTables.copy(table);
      assertThat(verifier.verify(table)).asString().contains(" differ=0 ").startsWith("verified ");
    }
    assertThat(doctor.examine(tables))
        .filteredOn(finding -> finding.severity() == Severity.ERROR)
        .isEmpty();

    setup.teardown(List.of(tables.get(0)));
    assertThat(setup.check(List.of(tables.get(1))).get(1).isComplete()).isTrue();
    setup.teardown(tables);
    assertThat(setup.teardownPlan(tables)).isEmpty();
  }

  static Stream<Arguments> tooLong() {
    TableName heap = new TableName(SCHEMA, longest("T", "1"));
    TableName iceberg = new TableName(SCHEMA, longest("I", "1"));
    SyncTable table = SyncTable.of(heap, iceberg).tracking(ChangeTracking.xid(STAMP));
    return Stream.of(
        Arguments.of(
            SyncTable.of(new TableName(SCHEMA + "x", heap.name()), iceberg),
            "Schema",
            SCHEMA + "x"),
        Arguments.of(
            SyncTable.of(new TableName(SCHEMA, heap.name() + "y"), iceberg),
            "Table",
            heap.name() + "y"),
        Arguments.of(
            SyncTable.of(heap, new TableName(SCHEMA + "x", iceberg.name())),
            "Schema",
            SCHEMA + "x"),
        Arguments.of(
            SyncTable.of(heap, new TableName(SCHEMA, iceberg.name() + "y")),
            "Table",
            iceberg.name() + "y"),
        Arguments.of(table.tracking(ChangeTracking.xid(STAMP + "z")), "Column", STAMP + "z"),
        Arguments.of(table.tracking(ChangeTracking.marker(STAMP + "z")), "Column", STAMP + "z"),
        Arguments.of(table.key(KEY + "z"), "Column", KEY + "z"),
        Arguments.of(table.columns(KEY, VALUE + "z"), "Column", VALUE + "z"));
  }

  /** Objects with the shortened names exist. */
  @ParameterizedTest
  @MethodSource("tooLong")
  void aLongerNameIsRefused(SyncTable table, String kind, String name) throws SQLException {
    create(longest("T", "1"));
    SyncTable shorter =
        SyncTable.of(
                new TableName(SCHEMA, longest("T", "1")), new TableName(SCHEMA, longest("I", "1")))
            .tracking(ChangeTracking.xid(STAMP));
    setup.apply(List.of(shorter));
    List<String> before = objects();
    String problem =
        "%s name \"%s\" has %d bytes, but names have at most 63 bytes in this database (max_identifier_length)."
            .formatted(kind, name, bytes(name));

    assertThatThrownBy(() -> source.validate(table))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(problem);
    for (ThrowingCallable work :
        List.<ThrowingCallable>of(
            () -> setup.apply(List.of(table)),
            () -> setup.teardown(List.of(table)),
            () -> source.copy(table),
            () -> verifier.verify(table))) {
      assertThatThrownBy(work)
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContaining(problem);
    }
    assertThat(setup.check(List.of(table)))
        .anySatisfy(check -> assertThat(check.problem().orElse("")).contains(problem));
    assertThat(doctor.examine(List.of(table)))
        .filteredOn(finding -> finding.severity() != Severity.INFO)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("name-too-long");
              assertThat(finding.what()).isEqualTo(problem);
            });
    assertThat(objects()).isEqualTo(before);
  }

  /** The system catalog has a table with the shortened name. */
  @Test
  void aTeardownWithALongerNameDropsNothing() throws SQLException {
    TableName heap = new TableName(SCHEMA, longest("T", "1"));
    TableName iceberg = new TableName(SCHEMA, longest("I", "1"));
    SyncTable table = SyncTable.of(heap, iceberg).tracking(ChangeTracking.xid(STAMP));
    create(heap.name());
    setup.apply(List.of(table));
    List<String> before = objects();
    SyncTable longer = SyncTable.of(new TableName(SCHEMA, heap.name() + "y"), iceberg);

    Throwable refused = catchThrowable(() -> setup.teardown(List.of(longer)));

    assertThat(objects()).isEqualTo(before);
    assertThat(refused).isInstanceOf(NotAppliedException.class);
  }

  /** Returns the triggers, columns and relations of the schema. */
  private static List<String> objects() throws SQLException {
    return TestSchema.rows(
        """
        SELECT c.relname, t.tgname, a.attname FROM pg_class c
        LEFT JOIN pg_trigger t ON t.tgrelid = c.oid
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = '%s') ORDER BY 1, 2, 3
        """
            .formatted(SCHEMA));
  }
}
