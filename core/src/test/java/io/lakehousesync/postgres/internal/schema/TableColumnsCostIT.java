package io.lakehousesync.postgres.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.postgres.TestSchema;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The query that each copy sends first. */
class TableColumnsCostIT {
  /** PostgreSQL compiles statements above this cost, see jit_above_cost. This takes seconds. */
  private static final double COMPILED = 100_000;

  @Test
  void isTooCheapToBeCompiled() throws SQLException {
    String plan = plan().get(0);

    assertThat(Double.parseDouble(plan.replaceFirst(".*\\.\\.([\\d.]+) rows=.*", "$1")))
        .as(plan)
        .isLessThan(COMPILED);
  }

  /** Each table of the database has two types. */
  @Test
  void readsNoTypesOfOtherTables() throws SQLException {
    assertThat(plan())
        .anyMatch(line -> line.contains("Index Scan using pg_type_oid_index"))
        .noneMatch(line -> line.contains("Seq Scan on pg_type"));
  }

  private static List<String> plan() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (id int PRIMARY KEY, v text[])");
    String query = TableColumns.QUERY;
    for (String parameter : List.of("core_it", "t", "core_it", "lake")) {
      query = query.replaceFirst("\\?", "'" + parameter + "'");
    }
    return TestSchema.rows("EXPLAIN " + query);
  }
}
