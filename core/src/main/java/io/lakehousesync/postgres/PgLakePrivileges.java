package io.lakehousesync.postgres;

import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.schema.HeapRows;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.status.StatusTable;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The least privileges of the roles that copy, verify and observe tables. These roles should not be
 * superusers, and need not own a table, with one exception: to add and change columns of an Iceberg
 * table ({@code SyncTable.schemaEvolution}), the role that copies must own this Iceberg table. To
 * rename columns, it also needs CREATE on the schema of the Iceberg table: pg_lake 3.5 demands
 * this.
 *
 * <p>The role of the set-up needs more: it must own the heap tables or be a superuser, and it needs
 * the privileges to create schemas and Iceberg tables.
 */
public final class PgLakePrivileges {
  /** What a role does. */
  public enum Use {
    /** The role copies tables ({@link PgLakeSource}), or repairs them. */
    COPY,
    /** The role verifies tables ({@link PgLakeVerifier}), without repairs. */
    VERIFY,
    /**
     * The role finds metadata files ({@link IcebergTablesLocator}), and reads checkpoints ({@link
     * CheckpointObserver}) and the status of tables ({@link StatusObserver}). It cannot read heap
     * tables, Iceberg tables, or keys of rows, except values that the message of a failed run
     * quotes.
     */
    OBSERVE
  }

  private PgLakePrivileges() {}

  /**
   * Returns the GRANT statements for a role, without semicolons. Run them after the set-up. After a
   * later set-up of further tables, call this method with all tables, and run the statements that
   * it returns. Does not connect to PostgreSQL.
   *
   * @param role the name of an existing role, not quoted
   */
  public static List<String> grants(Collection<SyncTable> tables, Use use, String role) {
    Grants grants = new Grants(Sql.identifier(role));
    switch (use) {
      case COPY -> {
        grants.role("lake_read_write");
        tables.forEach(
            table -> {
              grants.usage(table);
              grants.on(Sql.table(table.source()), copied(table));
              grants.on(Sql.table(table.target()), "SELECT, INSERT, DELETE");
            });
        grants.onOwnTables("SELECT, INSERT, UPDATE, DELETE");
        grants.temporary(tables);
      }
      case VERIFY -> {
        grants.role("lake_read");
        tables.forEach(
            table -> {
              grants.usage(table);
              grants.on(Sql.table(table.source()), "SELECT");
              grants.on(Sql.table(table.target()), "SELECT");
            });
        grants.onOwnTables("SELECT");
        grants.temporary(tables);
      }
      case OBSERVE -> {
        grants.usage(Sql.SCHEMA);
        grants.on(Checkpoints.TABLE, "SELECT");
        grants.on(StatusTable.NAME, "SELECT");
      }
    }
    return grants.statements;
  }

  /**
   * Returns the GRANT statements for a role that makes the cuts of these groups, without
   * semicolons: those on the tables that record the cuts. They are needed in addition to {@link
   * #grants} for the tables of the groups. Run them after the set-up. Does not connect to
   * PostgreSQL.
   *
   * @param role the name of an existing role, not quoted
   */
  public static List<String> grantsForGroups(Collection<SyncGroup> groups, String role) {
    Grants grants = new Grants(Sql.identifier(role));
    groups.stream()
        .flatMap(group -> group.cuts().stream())
        .map(SyncTable::target)
        .distinct()
        .forEach(
            cuts -> {
              grants.usage(cuts.schema());
              grants.on(Sql.table(cuts), "SELECT, INSERT, DELETE");
            });
    return grants.statements;
  }

  /** A copy with a marker sets the marker in the heap table. */
  private static String copied(SyncTable table) {
    return table.tracking().kind() == Kind.MARKER
        ? "SELECT, UPDATE (%s)".formatted(Sql.identifier(table.tracking().column().orElseThrow()))
        : "SELECT";
  }

  private static final class Grants {
    private final String role;
    private final Set<String> schemas = new LinkedHashSet<>();
    private final List<String> statements = new ArrayList<>();

    Grants(String role) {
      this.role = role;
    }

    void role(String granted) {
      statements.add("GRANT %s TO %s".formatted(granted, role));
    }

    void usage(SyncTable table) {
      usage(table.source().schema());
      usage(table.target().schema());
    }

    private void usage(String schema) {
      if (schemas.add(schema)) {
        statements.add("GRANT USAGE ON SCHEMA %s TO %s".formatted(Sql.identifier(schema), role));
      }
    }

    void on(String table, String privileges) {
      statements.add("GRANT %s ON %s TO %s".formatted(privileges, table, role));
    }

    /**
     * Filters and expressions are checked on temporary objects. The name of the database is not
     * known here.
     */
    void temporary(Collection<SyncTable> tables) {
      if (tables.stream().anyMatch(HeapRows::hasExpressions)) {
        statements.add(
            "DO "
                + Sql.dollarQuoted(
                    "BEGIN EXECUTE pg_catalog.concat('GRANT TEMPORARY ON DATABASE ',"
                        + " pg_catalog.quote_ident(pg_catalog.current_database()), ' TO ', "
                        + Sql.literal(role)
                        + "); END"));
      }
    }

    void onOwnTables(String privileges) {
      usage(Sql.SCHEMA);
      on("ALL TABLES IN SCHEMA " + Sql.SCHEMA, privileges);
    }
  }
}
