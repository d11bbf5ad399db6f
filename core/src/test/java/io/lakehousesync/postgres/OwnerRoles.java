package io.lakehousesync.postgres;

import io.lakehousesync.postgres.PgLakePrivileges.Use;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * An owner of heap tables who attacks, and the roles that he attacks. He owns the schema core_it,
 * and nothing else. The roles that copy and verify have the least privileges. The set-up is run by
 * a superuser. Not for tests that run in parallel.
 */
final class OwnerRoles {
  private static final List<String> ROLES =
      List.of("core_it_owner", "core_it_copier", "core_it_verifier");

  private OwnerRoles() {}

  static DataSource copier() {
    return TestSchema.postgres("SET ROLE core_it_copier");
  }

  static DataSource verifier() {
    return TestSchema.postgres("SET ROLE core_it_verifier");
  }

  /** Creates the roles and their schemas. */
  static void create() throws SQLException {
    TestSchema.recreate("SELECT 1");
    drop();
    for (String role : ROLES) {
      TestSchema.execute("CREATE ROLE %1$s LOGIN PASSWORD '%1$s'".formatted(role));
    }
    TestSchema.execute("ALTER SCHEMA core_it OWNER TO core_it_owner; CREATE SCHEMA core_it_lake");
    owner(
        """
        GRANT USAGE ON SCHEMA core_it TO PUBLIC;
        CREATE TABLE core_it.ran (what text, who text);
        GRANT ALL ON core_it.ran TO PUBLIC;
        CREATE FUNCTION core_it.note(what text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $f$
        BEGIN
          IF current_user = 'core_it_owner' THEN RETURN true; END IF;
          IF current_setting('transaction_read_only') = 'on' THEN
            RAISE EXCEPTION '% ran as %', what, current_user;
          END IF;
          INSERT INTO core_it.ran VALUES (what, current_user);
          RETURN true;
        END $f$
        """);
  }

  static void drop() throws SQLException {
    TestSchema.execute("DROP SCHEMA IF EXISTS core_it_lake CASCADE");
    for (String role : ROLES) {
      TestSchema.execute(
          """
          DO $$ BEGIN IF to_regrole('%1$s') IS NOT NULL THEN
            DROP OWNED BY %1$s CASCADE; DROP ROLE %1$s;
          END IF; END $$"""
              .formatted(role));
    }
  }

  /** Sets tables up as a superuser, and grants the privileges to copy and verify them. */
  static void setUp(SyncTable... tables) throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(tables));
    for (SyncTable table : tables) {
      grant(table, Use.COPY, "core_it_copier");
      grant(table, Use.VERIFY, "core_it_verifier");
    }
  }

  private static void grant(SyncTable table, Use use, String role) throws SQLException {
    TestSchema.execute(String.join(";", PgLakePrivileges.grants(List.of(table), use, role)));
  }

  /** Runs statements as the owner. */
  static void owner(String sql) throws SQLException {
    try (Connection connection =
        TestSchema.postgres().getConnection("core_it_owner", "core_it_owner")) {
      TestSchema.execute(connection, sql);
    }
  }

  /** Returns which of the functions of the owner ran as another role, and as which. */
  static List<String> ran() throws SQLException {
    return TestSchema.rows("SELECT DISTINCT what, who FROM core_it.ran ORDER BY 1, 2");
  }
}
