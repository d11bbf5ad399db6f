package io.lakehousesync.testkit.snowflake.internal.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTableTest {
  @Test
  void noTwoStatementsBeginWithTheSameWords() {
    List<List<String>> openings =
        StatementTable.STATEMENTS.stream().flatMap(each -> each.openings().stream()).toList();
    assertThat(openings).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          DELETE FROM t                  | unexpected 'DELETE'
          SHOW WAREHOUSES                | unexpected 'WAREHOUSES'
          CREATE VIEW v AS SELECT 1      | unexpected 'VIEW'
          CREATE OR REPLACE VIEW v AS    | unexpected 'VIEW'
          DROP ICEBERG VIEW v            | unexpected 'VIEW'
          ALTER POSTGRES INSTANCES       | unexpected 'INSTANCES'
          ''                             | unexpected '<EOF>'
          """)
  void aStatementThatNoEntryMatchesIsASyntaxErrorAtTheFirstUnknownWord(String sql, String message) {
    assertThatThrownBy(() -> StatementTable.parse(sql.equals("''") ? "" : sql))
        .isInstanceOfSatisfying(SnowflakeError.class, e -> assertThat(e.code()).isEqualTo("001003"))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT 1                                             | SelectStatement
          SELECT CURRENT_DATABASE()                            | SessionFunctions
          SELECT SYSTEM$VERIFY_EXTERNAL_VOLUME('v')            | VerifyExternalVolume
          CREATE OR REPLACE STREAM s ON STAGE x                | CreateStream
          REVOKE ROLE r FROM ROLE s                            | GrantRole
          DESC STORAGE INTEGRATION i                           | DescribeObject
          SHOW GRANTS OF ROLE r                                | ShowGrantsOfRole
          """)
  void theEntryOfWhichTheMostWordsMatchParses(String sql, String statement) {
    assertThat(StatementTable.parse(sql).getClass().getSimpleName()).isEqualTo(statement);
  }
}
