package io.lakehousesync.examples.host.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.examples.cli.Output;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

class OutageDetectingDataSourceTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Outages outages = new Outages(new Output(new PrintStream(out, true), false));

  @ParameterizedTest
  @CsvSource({"53300, 0", "28P01, 0", "08001, 390100"})
  void anAnswerOfTheServerIsNotAnOutage(String state, int code) {
    login("snowflake", state, code);

    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"08001, 0", "57P03, 0", "08000, 200015", "58030, 200015"})
  void aLoginWithoutAnAnswerIsAnOutage(String state, int code) {
    login("postgres", state, code);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("PostgreSQL cannot be reached since ")
        .hasLineCount(1);
  }

  private void login(String pool, String state, int code) {
    outages.reached(pool);
    PGSimpleDataSource failing =
        new PGSimpleDataSource() {
          @Override
          public Connection getConnection() throws SQLException {
            throw new SQLException("no", state, code);
          }
        };
    assertThatThrownBy(() -> new OutageDetectingDataSource(pool, failing, outages).getConnection())
        .hasMessage("no");
  }
}
