package io.lakehousesync.postgres.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.postgres.TestSchema;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What messages show of the SQL of other sessions. */
class FirstWordsIT {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ALTER ROLE app PASSWORD 's3cret' | ALTER ROLE …",
        "UPDATE shop.customers SET name = 's3cret' | UPDATE shop.customers …",
        "` insert\n\tinto t VALUES (1)` | insert into …",
        "SELECT login('s3cret') | SELECT login …",
        "SELECT 's3cret' | SELECT …",
        "SELECT E's3cret' | SELECT …",
        "SELECT U&'s3cret' | SELECT …",
        "SELECT \"s3cret\" | SELECT …",
        "SELECT 4242 | SELECT …",
        "DO $$s3cret$$ | DO …",
        "/* s3cret */ SELECT 1 | …",
        "COMMIT; | COMMIT",
        "VACUUM t | VACUUM t",
        "autovacuum: VACUUM ANALYZE public.t | autovacuum: VACUUM …",
        "<insufficient privilege> | <insufficient privilege>",
        "<s3cret> | …",
      })
  void areShownWithoutLiterals(String statement, String shown) throws SQLException {
    assertThat(TestSchema.rows("SELECT " + Sql.firstWords(Sql.literal(statement))))
        .containsExactly(shown);
  }
}
