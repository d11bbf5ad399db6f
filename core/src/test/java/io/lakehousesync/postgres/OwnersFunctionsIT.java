package io.lakehousesync.postgres;

import static io.lakehousesync.postgres.OwnerRoles.owner;
import static io.lakehousesync.postgres.OwnerRoles.ran;
import static io.lakehousesync.postgres.OwnerRoles.setUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.report.SetupCheck;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL evaluates constant parts of partition keys and of indexes when a set-up changes the
 * table. The set-up is run by a superuser.
 */
class OwnersFunctionsIT {
  private static final String CALLS = "a function of role core_it_owner. PostgreSQL would run it";

  private static final String EVIL_PARTITIONS =
      """
      CREATE TABLE core_it.%s (id bigint NOT NULL, v int, synced_at timestamptz)
        PARTITION BY RANGE ((id + core_it.evil(1)))""";

  private static final SyncTable TABLE =
      SyncTable.of("core_it.t", "core_it_lake.t").mode(WriteMode.APPEND);

  private static final SyncTable MARKED = TABLE.tracking(ChangeTracking.marker("synced_at"));

  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());

  @BeforeEach
  void createRoles() throws SQLException {
    OwnerRoles.create();
    owner(
        """
        CREATE FUNCTION core_it.evil(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $f$
        BEGIN PERFORM core_it.note('immutable'); RETURN $1; END $f$""");
  }

  @AfterAll
  static void dropRoles() throws SQLException {
    OwnerRoles.drop();
  }

  @Test
  void aPartitionKeyThatCallsAFunctionOfTheOwnerIsRefused() throws SQLException {
    owner(
        EVIL_PARTITIONS.formatted("t") + "; CREATE TABLE core_it.p PARTITION OF core_it.t DEFAULT");

    assertThat(setup.check(List.of(TABLE)))
        .extracting(SetupCheck::problem)
        .anySatisfy(
            problem -> assertThat(problem.orElse("")).contains("core_it.evil(integer)", CALLS));
    assertThatThrownBy(() -> setUp(TABLE))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(CALLS);
    assertThat(ran()).isEmpty();
  }

  @Test
  void aPartitionWithSuchAKeyIsNeitherTornDownNorRenumbered() throws SQLException {
    owner(
        """
        CREATE TABLE core_it.t (id bigint NOT NULL, v int, synced_at timestamptz)
          PARTITION BY RANGE (id);
        CREATE TABLE core_it.p PARTITION OF core_it.t FOR VALUES FROM (0) TO (9)
        """);
    setUp(TABLE);
    String columns = "(LIKE core_it.t INCLUDING ALL) PARTITION BY RANGE ((id + core_it.evil(1)))";
    owner(
        """
        CREATE TABLE core_it.q %s;
        ALTER TABLE core_it.t ATTACH PARTITION core_it.q FOR VALUES FROM (9) TO (99)
        """
            .formatted(columns));

    assertThatThrownBy(() -> setup.teardown(List.of(TABLE))).hasMessageContaining(CALLS);
    assertThatThrownBy(() -> setup.newBaseline(TABLE)).hasMessageContaining(CALLS);
    assertThatThrownBy(() -> setUp(TABLE)).hasMessageContaining(CALLS);
    assertThat(ran()).isEmpty();
  }

  /** The index has the name that the set-up gives to its own index. */
  @Test
  void anIndexThatCallsAFunctionOfTheOwnerIsNotAttached() throws SQLException {
    createMarkedTable();
    String ofLeaf =
        setup.plan(List.of(MARKED)).stream()
            .map(statement -> statement.sql())
            .filter(sql -> sql.startsWith("CREATE INDEX CONCURRENTLY"))
            .findFirst()
            .orElseThrow();
    owner(evil(ofLeaf));

    assertThatThrownBy(() -> setUp(MARKED)).hasMessageContaining(CALLS);
    assertThat(ran()).isEmpty();
  }

  @Test
  void anIndexThatIsReplacedDuringTheSetUpIsNotAttached() throws SQLException {
    createMarkedTable();

    assertThatThrownBy(
            () ->
                setup.apply(
                    List.of(MARKED),
                    done -> {
                      if (done.sql().startsWith("CREATE INDEX CONCURRENTLY")) {
                        replace(done.sql());
                      }
                    }))
        .hasMessageContaining(CALLS);
    assertThat(ran()).isEmpty();
  }

  /** PostgreSQL attaches such an index to ours, because the function returns a constant. */
  @Test
  void nothingIsAttachedToAPartWithAnotherNameThatCallsAFunctionOfTheOwner() throws SQLException {
    createNestedTable();
    String ofTop = indexOfTop();
    String name = ofTop.replaceAll("(?s)CREATE INDEX (\\S+) .*", "$1");
    owner(
        "%s; %s; ALTER INDEX core_it.%s ATTACH PARTITION core_it.other"
            .formatted(
                ofTop,
                evil(ofTop).replace(name, "other").replace("\"core_it\".\"t\"", "core_it.m"),
                name));
    assertThatThrownBy(() -> setUp(MARKED)).hasMessageContaining(CALLS);
    assertThat(ran()).isEmpty();
  }

  /** The index of the plan gets another name, and an index of the owner gets its name. */
  @Test
  void anIndexThatGetsTheNameOfAPartDuringTheSetUpIsNotAttached() throws SQLException {
    createNestedTable();
    String ofTop = indexOfTop();
    String name = ofTop.replaceAll("(?s)CREATE INDEX (\\S+) .*", "$1");
    String ofPart = ofTop.replace(name, "other").replace("\"core_it\".\"t\"", "core_it.m");
    owner(
        "%s; %s; ALTER INDEX core_it.%s ATTACH PARTITION core_it.other"
            .formatted(ofTop, ofPart, name));

    assertThatThrownBy(
            () ->
                setup.apply(
                    List.of(MARKED),
                    done -> {
                      if (done.sql().startsWith("CREATE INDEX CONCURRENTLY")) {
                        asOwner("ALTER INDEX core_it.other RENAME TO innocent; " + evil(ofPart));
                      }
                    }))
        .hasMessageContaining("\"other\" was changed by its owner");
    assertThat(ran()).isEmpty();
  }

  private static void createNestedTable() throws SQLException {
    owner(
        """
        CREATE TABLE core_it.t (id bigint NOT NULL, v int, synced_at timestamptz)
          PARTITION BY RANGE (id);
        CREATE TABLE core_it.m PARTITION OF core_it.t DEFAULT PARTITION BY RANGE (id);
        CREATE TABLE core_it.p PARTITION OF core_it.m DEFAULT
        """);
  }

  private String indexOfTop() {
    return setup.plan(List.of(MARKED)).stream()
        .map(statement -> statement.sql())
        .filter(sql -> sql.startsWith("CREATE INDEX") && sql.contains("ON ONLY \"core_it\".\"t\""))
        .findFirst()
        .orElseThrow();
  }

  private static void createMarkedTable() throws SQLException {
    owner(
        """
        CREATE TABLE core_it.t (id bigint NOT NULL, v int, synced_at timestamptz)
          PARTITION BY RANGE (id);
        CREATE TABLE core_it.p PARTITION OF core_it.t DEFAULT
        """);
  }

  private static String evil(String createIndex) {
    return createIndex
        .replace("CONCURRENTLY ", "")
        .replace(" WHERE ", " WHERE core_it.evil(1) > 0 AND ");
  }

  private static void replace(String createIndex) {
    String name = createIndex.replaceAll("(?s)CREATE INDEX CONCURRENTLY (\\S+) .*", "$1");
    asOwner("DROP INDEX core_it.%s; %s".formatted(name, evil(createIndex)));
  }

  private static void asOwner(String sql) {
    try {
      owner(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
