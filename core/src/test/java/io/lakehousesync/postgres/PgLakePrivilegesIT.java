package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.SyncHealth;
import io.lakehousesync.TableHealth;
import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.postgres.PgLakePrivileges.Use;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Roles with the least privileges copy, verify and observe tables. */
class PgLakePrivilegesIT {
  private static final SyncTable TABLE = SyncTable.of("core_it.t", "core_it.lake");

  private final DataSource copier = TestSchema.postgres("SET ROLE core_it_copier");
  private final DataSource verifier = TestSchema.postgres("SET ROLE core_it_verifier");
  private final DataSource observer = TestSchema.postgres("SET ROLE core_it_observer");

  @BeforeEach
  void createRoles() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY, v text, mark timestamp);
        INSERT INTO core_it.t VALUES (1, 'a'), (2, 'b')
        """);
    TestSchema.execute(
        """
        DROP ROLE IF EXISTS core_it_copier, core_it_verifier, core_it_observer;
        CREATE ROLE core_it_copier; CREATE ROLE core_it_verifier; CREATE ROLE core_it_observer
        """);
  }

  @AfterEach
  void dropRoles() throws SQLException {
    TestSchema.execute(
        """
        DROP OWNED BY core_it_copier, core_it_verifier, core_it_observer CASCADE;
        DROP ROLE core_it_copier, core_it_verifier, core_it_observer
        """);
  }

  @ParameterizedTest
  @MethodSource("io.lakehousesync.postgres.TrustIT#tables")
  void eachRoleDoesItsWork(SyncTable table) throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    grant(table, Use.COPY, "core_it_copier");
    grant(table, Use.VERIFY, "core_it_verifier");
    grant(table, Use.OBSERVE, "core_it_observer");
    SyncSource source = PgLakeSource.of(copier);
    source.validate(table);
    SyncSourceContract.copyAll(source, table);
    TestSchema.execute("INSERT INTO core_it.t VALUES (3, 'c')");
    SyncSourceContract.copyAll(source, table);

    assertThat(PgLakeVerifier.of(verifier).verify(table).agrees()).isTrue();
    assertThat(IcebergTablesLocator.of(observer).locate(List.of(table.target()))).isNotEmpty();
    assertThat(CheckpointObserver.of(observer).read(List.of(table))).isNotNull();
    record(copier, table);
    assertThat(StatusObserver.of(observer).read(List.of(table))).containsOnlyKeys(table);
    assertThat(StatusObserver.of(verifier).read(List.of(table))).containsOnlyKeys(table);
    assertThat(PgLakeDoctor.of(copier).examine(List.of(table)))
        .noneMatch(finding -> finding.code().equals("privilege-missing"));
  }

  /** The default tracking also deletes, replaces and removes tombstones. */
  @Test
  void theCopierFollowsDeletesAndTruncate() throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    grant(TABLE, Use.COPY, "core_it_copier");
    SyncSource source = PgLakeSource.of(copier);
    SyncSourceContract.copyAll(source, TABLE);

    TestSchema.execute("DELETE FROM core_it.t WHERE id = 1; UPDATE core_it.t SET id = 7");
    SyncSourceContract.copyAll(source, TABLE);
    TestSchema.assertEqual("core_it.t", "core_it.lake", "id, v");

    TestSchema.execute("TRUNCATE core_it.t; INSERT INTO core_it.t VALUES (9, 'z')");
    SyncSourceContract.copyAll(source, TABLE);
    TestSchema.assertEqual("core_it.t", "core_it.lake", "id, v");
  }

  @Test
  void aVerifierCannotCopyAndAnObserverSeesNoRows() throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    grant(TABLE, Use.VERIFY, "core_it_verifier");
    grant(TABLE, Use.OBSERVE, "core_it_observer");

    assertThatThrownBy(() -> PgLakeSource.of(verifier).copy(TABLE))
        .isInstanceOf(LakehouseSyncException.class)
        .hasMessageContaining("permission denied");
    record(observer, TABLE);
    record(verifier, TABLE);
    assertThat(StatusObserver.of(observer).read(List.of(TABLE))).isEmpty();
    assertThatThrownBy(() -> PgLakeVerifier.of(observer).verify(TABLE))
        .isInstanceOf(LakehouseSyncException.class)
        .hasMessageContaining("permission denied");
    try (Connection owner = TestSchema.postgres().getConnection();
        Connection connection = observer.getConnection();
        Statement statement = connection.createStatement()) {
      String oid = TestSchema.value(owner, "SELECT 'core_it.t'::regclass::oid");
      assertThatThrownBy(() -> statement.executeQuery("TABLE lakehouse_sync.xid_" + oid))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied for table");
    }
  }

  private static void record(DataSource postgres, SyncTable table) {
    SyncHealth health =
        SyncHealth.of(List.of(TableHealth.of(table, TableHealth.Status.STALE, "a test")));
    StatusRecorder.start(postgres, () -> health).close();
  }

  private static void grant(SyncTable table, Use use, String role) throws SQLException {
    TestSchema.execute(String.join(";", PgLakePrivileges.grants(List.of(table), use, role)));
  }
}
