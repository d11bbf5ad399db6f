package io.lakehousesync.examples.host.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class StatusPoolsTest {
  private final DataSource unpooled = new PGSimpleDataSource();

  /** The errors of the next attempts. */
  private final Deque<UserException> errors = new ArrayDeque<>();

  private final StatusPools pools =
      new StatusPools(
          (name, logins, connections) -> {
            if (!errors.isEmpty()) {
              throw errors.remove();
            }
            return new PGSimpleDataSource() {
              @Override
              public Connection getConnection() throws SQLException {
                throw new SQLException("the pool is open");
              }
            };
          });

  private static UserException error(String message, SQLException cause) {
    return new UserException(Kind.FAILURE, message, cause);
  }

  @Test
  void theFirstRequestHasTheErrorOfTheStartAndLaterRequestsTryAgain() {
    errors.addAll(
        List.of(
            error("first", new SQLException("no route", "08001")),
            error("second", new SQLException("no route", "08001"))));
    DataSource pool = pools.pool("snowflake", unpooled, 1);

    assertThatThrownBy(pool::getConnection)
        .isInstanceOf(SQLTransientConnectionException.class)
        .hasMessage("first");
    assertThat(errors).hasSize(1);
    assertThatThrownBy(pool::getConnection)
        .isInstanceOf(SQLTransientConnectionException.class)
        .hasMessage("second");
    assertThatThrownBy(pool::getConnection).hasMessage("the pool is open");
    assertThatThrownBy(pool::getConnection).hasMessage("the pool is open");
  }

  @Test
  void aRejectedLoginIsAnErrorAtOnce() {
    UserException rejected = error("rejected", new SQLException("wrong password", "28000", 390100));
    errors.add(rejected);

    assertThatThrownBy(() -> pools.pool("snowflake", unpooled, 1)).isSameAs(rejected);
  }

  @Test
  void anUnreachablePostgresIsAnErrorAtOnce() {
    UserException unreachable = error("unreachable", new SQLException("no route", "08001"));
    errors.add(unreachable);

    assertThatThrownBy(() -> pools.pool("postgres", unpooled, 1)).isSameAs(unreachable);
  }
}
