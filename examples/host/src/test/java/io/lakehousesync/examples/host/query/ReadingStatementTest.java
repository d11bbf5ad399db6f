package io.lakehousesync.examples.host.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingStatementTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1",
        "  (SELECT 1) UNION (SELECT 2);",
        "-- DELETE\nSELECT 1",
        "/* DELETE */ SELECT ';' AS \"a;b\"",
        "WITH t AS (SELECT 1) SELECT * FROM t",
        "SHOW TABLES",
      })
  void acceptsOneStatementThatReads(String sql) {
    for (Side side : Side.values()) {
      assertThat(ReadingStatement.of(List.of(sql), side)).isEqualTo(sql);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CATALOG | CALL p() | query only reads",
        "CATALOG | VALUES (1) | query only reads",
        "CATALOG | WITH p AS PROCEDURE () RETURNS INT AS 'x' CALL p() | query only reads",
        "ICEBERG | COPY t TO 's3://bucket/t.csv' | query only reads",
        "HEAP | DESC TABLE t | query only reads",
        "HEAP | SELECT 1; COMMIT; DELETE FROM t | The text has 3 statements",
        "HEAP | -- nothing | The text has no statement",
      })
  void refusesOtherTexts(Side side, String sql, String message) {
    assertThatThrownBy(() -> ReadingStatement.of(List.of(sql), side)).hasMessageContaining(message);
  }
}
