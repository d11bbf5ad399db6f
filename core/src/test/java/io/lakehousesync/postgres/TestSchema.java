package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.testkit.LakehouseUnderTest;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The schema {@code core_it} in the lakehouse under test, and helpers to run SQL. */
public final class TestSchema {
  /** Grants only what is missing, because concurrent grants fail, and because grants may wait. */
  private static final String COPIER =
      """
      DO $$
      DECLARE
        t record;
        p text;
      BEGIN
        PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        PERFORM pg_advisory_xact_lock(hashtext('core_it_copier'));
        IF to_regrole('core_it_copier') IS NULL THEN
          CREATE ROLE core_it_copier;
          GRANT lake_read_write, pg_read_all_stats TO core_it_copier;
        END IF;
        FOR t IN SELECT c.oid, n.nspname, c.relkind, i.table_name IS NOT NULL AS is_iceberg,
                        format('%I.%I', n.nspname, c.relname) AS name,
                        CASE WHEN n.nspname = 'lakehouse_sync'
                                THEN ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']
                             ELSE ARRAY['SELECT'] END AS needed
                 FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                 LEFT JOIN iceberg_tables AS i
                   ON i.table_namespace IN (n.nspname, quote_ident(n.nspname))
                     AND i.table_name = c.relname
                 WHERE n.nspname ~ '^(core_it|lakehouse_sync|Sä)' AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
                   AND (c.relname = 't' OR NOT c.relispartition)
        LOOP
          IF NOT has_schema_privilege('core_it_copier', t.nspname, 'USAGE') THEN
            EXECUTE format('GRANT USAGE ON SCHEMA %I TO core_it_copier', t.nspname);
          END IF;
          IF t.is_iceberg AND NOT pg_has_role('core_it_copier', (SELECT relowner FROM pg_class WHERE oid = t.oid), 'USAGE') THEN
            EXECUTE format('ALTER TABLE %s OWNER TO core_it_copier', t.name);
            EXECUTE format('GRANT CREATE ON SCHEMA %I TO core_it_copier', t.nspname);
          END IF;
          FOREACH p IN ARRAY t.needed LOOP
            IF NOT has_table_privilege('core_it_copier', t.oid, p) THEN
              EXECUTE format('GRANT %s ON %s TO core_it_copier', p, t.name);
            END IF;
          END LOOP;
          FOR p IN SELECT format('GRANT UPDATE (%I) ON %s TO core_it_copier', a.attname, t.name)
                   FROM pg_attribute AS a
                   WHERE a.attrelid = t.oid AND a.atttypid IN ('timestamp'::regtype, 'timestamptz'::regtype)
                     AND (a.attname = 'synced_at' OR EXISTS (
                       SELECT FROM pg_trigger AS g
                       WHERE g.tgrelid = t.oid AND g.tgname = 'lakehouse_sync_marker'))
                     AND NOT has_column_privilege('core_it_copier', t.oid, a.attnum, 'UPDATE')
          LOOP
            EXECUTE p;
          END LOOP;
        END LOOP;
      END $$;
      SET ROLE core_it_copier
      """;

  private static Supplier<DataSource> sessions = () -> LakehouseUnderTest.shared().postgres();
  private static Supplier<DataSource> newSessions = () -> LakehouseUnderTest.shared().newSessions();

  private TestSchema() {}

  public static synchronized DataSource postgres() {
    return sessions.get();
  }

  /** Returns a data source whose sessions are new, and end when they are closed. */
  public static synchronized DataSource newSessions() {
    return newSessions.get();
  }

  /**
   * Returns a data source whose sessions have a role with the least privileges that a copy needs
   * (see {@link PgLakePrivileges}). The role owns the Iceberg tables and has CREATE on their
   * schema, so that these tables can follow changed columns, and it may see what other sessions do,
   * for messages. When a session begins, the role gets the privileges on all present tables.
   */
  public static DataSource copier() {
    return postgres(COPIER);
  }

  /** Returns a data source whose sessions begin with a statement, such as SET. */
  public static DataSource postgres(String first) {
    return beginning(postgres(), first);
  }

  /** Returns a data source as {@link #copier}, whose sessions are new, and end when closed. */
  public static DataSource newCopierSessions() {
    return beginning(newSessions(), COPIER);
  }

  private static DataSource beginning(DataSource dataSource, String first) {
    return (DataSource)
        Proxy.newProxyInstance(
            TestSchema.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(dataSource, arguments);
              if (result instanceof Connection connection) {
                execute(connection, first);
              }
              return result;
            });
  }

  /** Sets another database for the following tests. */
  static synchronized void use(Supplier<DataSource> other) {
    sessions = other;
    newSessions = other;
  }

  /** Ends the effect of {@link #use}. */
  static synchronized void useLakehouseUnderTest() {
    sessions = () -> LakehouseUnderTest.shared().postgres();
    newSessions = () -> LakehouseUnderTest.shared().newSessions();
  }

  /** Empties this schema and our own one, and runs {@code ddl}. */
  public static void recreate(String ddl) throws SQLException {
    execute("DROP SCHEMA IF EXISTS lakehouse_sync CASCADE");
    execute("DROP SCHEMA IF EXISTS core_it CASCADE");
    execute("CREATE SCHEMA core_it");
    execute(ddl);
  }

  public static void execute(String sql) throws SQLException {
    try (Connection connection = postgres().getConnection()) {
      execute(connection, sql);
    }
  }

  public static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns the value of a query, on this connection. */
  static String value(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  public static long number(String query) throws SQLException {
    return Long.parseLong(rows(query).get(0));
  }

  /** Returns the rows of a query, with values separated by bars. */
  public static List<String> rows(String query) throws SQLException {
    try (Connection connection = postgres().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          values.add(String.valueOf(result.getString(column)));
        }
        rows.add(String.join("|", values));
      }
      return rows;
    }
  }

  /** Returns whether a session waits for a lock while it runs a statement like this. */
  static boolean waits(String statementLike) throws SQLException {
    return number(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%s'"
                .formatted(statementLike))
        > 0;
  }

  /** Asserts that two tables have the same rows in these columns. */
  static void assertEqual(String heap, String iceberg, String columns) throws SQLException {
    assertThat(rows("SELECT %s FROM %s ORDER BY 1, 2".formatted(columns, iceberg)))
        .isEqualTo(rows("SELECT %s FROM %s ORDER BY 1, 2".formatted(columns, heap)));
  }
}
