package io.lakehousesync.examples.trials.workload;

import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.SyncSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The library with one kind of tracking, set up as a host would do it. */
public final class LibraryCopyMethod implements CopyMethod {
  private final LibraryTracking kind;
  private final TrackedTable tables;
  private final SyncSource source;

  /** Creates the method for a kind of tracking, with {@code batchRows} rows in a batch. */
  public LibraryCopyMethod(LibraryTracking kind, DataSource postgres, int batchRows) {
    this.kind = kind;
    this.tables = new TrackedTable(kind, postgres);
    this.source = PgLakeSource.builder(postgres).batchRows(batchRows).build();
  }

  @Override
  public TableProfile profile() {
    return kind.profile();
  }

  @Override
  public String promise() {
    return source.guarantee(kind.table());
  }

  @Override
  public void create(Connection connection) throws SQLException {
    tables.create(connection);
    source.validate(kind.table());
  }

  @Override
  public void forget() throws SQLException {
    tables.forget();
  }

  @Override
  public CopyResult copyOnce() {
    return source.copy(kind.table());
  }
}
