package io.lakehousesync.examples.workload;

import io.lakehousesync.CopyResult;
import io.lakehousesync.SyncSource;
import io.lakehousesync.postgres.PgLakeSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A kind of the library, set up as a host would. */
public final class LibraryKind implements Kind {
  private final TrackedKind kind;
  private final TrackedTable tables;
  private final SyncSource source;

  /** Copies in the database that {@code postgres} connects to, so many rows in a batch. */
  public LibraryKind(TrackedKind kind, DataSource postgres, int batchRows) {
    this.kind = kind;
    this.tables = new TrackedTable(kind, postgres);
    this.source = PgLakeSource.builder(postgres).batchRows(batchRows).build();
  }

  @Override
  public Profile profile() {
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
