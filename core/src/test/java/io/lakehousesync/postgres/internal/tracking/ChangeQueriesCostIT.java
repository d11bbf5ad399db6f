package io.lakehousesync.postgres.internal.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.TestSchema;
import io.lakehousesync.postgres.internal.copy.Checkpoints;
import io.lakehousesync.postgres.internal.schema.ColumnLinks;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The query that each check for changes sends for all tables. */
class ChangeQueriesCostIT {
  /** Each cycle sends the query. With 500 tables, 500 reads of pg_class took half a second. */
  @Test
  void readsNoWholeCatalogForEachTable() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (id int PRIMARY KEY)");
    PgLakeSetup.of(TestSchema.newSessions())
        .apply(List.of(SyncTable.of("core_it.t", "core_it.lake")));

    List<String> plan;
    try (Connection session = TestSchema.newSessions().getConnection()) {
      session.setAutoCommit(false);
      TestSchema.execute(session, ChangeQueries.SETTINGS);
      plan = Queries.values(session, "EXPLAIN " + query());
      session.rollback();
    }
    assertThat(plan)
        .anyMatch(line -> line.contains("Index Scan using pg_trigger_tgrelid_tgname_index"))
        .noneMatch(line -> line.contains("Hash Join"));
    for (int i = 0; i < plan.size(); i++) {
      if (plan.get(i).contains("pg_class_oid_index")
          || plan.get(i).contains("pg_trigger_tgrelid")) {
        assertThat(plan.get(i + 1)).as("after " + plan.get(i)).contains("Index Cond:");
      }
    }
  }

  private static String query() {
    return SqlTemplate.of(ChangeQueries.STATE)
        .with("checkpoints", Checkpoints.TABLE)
        .with("links", ColumnLinks.TABLE)
        .sql()
        .replaceFirst("\\?", "'{core_it.t}'")
        .replaceFirst("\\?", "'{core_it.lake}'")
        .replaceFirst("\\?", "'{core_it.lake}'");
  }
}
