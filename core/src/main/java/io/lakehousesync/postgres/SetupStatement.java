package io.lakehousesync.postgres;

import java.util.Objects;

/**
 * One statement of a set-up or of its undoing.
 *
 * @param title what it makes or drops, such as {@code column sync_xid of retail.transactions}
 * @param sql the statement, without a semicolon at its end
 */
public record SetupStatement(String title, String sql) {
  /** Checks that nothing is missing. */
  public SetupStatement {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(sql, "sql");
  }

  /** The title. */
  @Override
  public String toString() {
    return title;
  }
}
