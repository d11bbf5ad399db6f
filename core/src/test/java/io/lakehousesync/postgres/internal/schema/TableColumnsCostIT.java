package io.lakehousesync.postgres.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.postgres.TestSchema;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The query that each copy sends first. */
class TableColumnsCostIT {
  /** PostgreSQL compiles statements above this cost, see jit_above_cost. This takes seconds. */
  private static final double COMPILED = 100_000;

  @Test
  void isTooCheapToBeCompiled() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (id int PRIMARY KEY, v text[])");
    String query = TableColumns.QUERY;
    for (String parameter :
        new String[] {"core_it", "t", "core_it", "t", "core_it", "t", "core_it", "lake"}) {
      query = query.replaceFirst("\\?", "'" + parameter + "'");
    }

    String plan = TestSchema.rows("EXPLAIN " + query).get(0);

    assertThat(Double.parseDouble(plan.replaceFirst(".*\\.\\.([\\d.]+) rows=.*", "$1")))
        .as(plan)
        .isLessThan(COMPILED);
  }
}
