package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.postgres.report.Horizon;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgHorizonIT {
  private final PgHorizon horizon = PgHorizon.of(TestSchema.postgres());

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.sales (id int)");
  }

  @Test
  void describesTheOldestTransactionThatHasWritten() throws SQLException {
    try (Connection reader = TestSchema.postgres().getConnection();
        Connection writer = TestSchema.postgres().getConnection();
        Connection younger = TestSchema.postgres().getConnection()) {
      for (Connection connection : new Connection[] {reader, writer, younger}) {
        connection.setAutoCommit(false);
      }
      TestSchema.execute(reader, "SELECT count(*) FROM core_it.sales");
      TestSchema.execute(writer, "SET LOCAL application_name = 'nightly load'");
      TestSchema.execute(writer, "INSERT INTO core_it.sales VALUES (1)");
      TestSchema.execute(younger, "INSERT INTO core_it.sales VALUES (2)");

      Horizon oldest = horizon.oldest().orElseThrow();
      assertThat(oldest.holder())
          .startsWith("pid ")
          .contains("(application nightly load, user postgres)")
          .doesNotContain("INSERT");
      assertThat(oldest.query().orElseThrow()).endsWith(": INSERT INTO …");
      assertThat(horizon.withQueries().oldest().orElseThrow().query().orElseThrow())
          .endsWith(": INSERT INTO core_it.sales VALUES (1)");
      assertThat(oldest.age()).isPositive();
    }
    assertThat(horizon.oldest()).isEmpty();
  }
}
