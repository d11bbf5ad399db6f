package io.lakehousesync.examples.losstest;

import io.lakehousesync.CopyResult;
import io.lakehousesync.SyncSource;
import io.lakehousesync.examples.workload.Profile;
import io.lakehousesync.examples.workload.TrackedKind;
import io.lakehousesync.examples.workload.TrackedTable;
import io.lakehousesync.postgres.PgLakeSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A kind of the library, set up as a host would. */
final class LibraryKind implements Kind {
  /** Small, so that a copy of many rows is often one of several pages. */
  private static final int BATCH_ROWS = 500;

  private final TrackedKind kind;
  private final TrackedTable tables;
  private final SyncSource source;

  LibraryKind(TrackedKind kind, DataSource postgres) {
    this.kind = kind;
    this.tables = new TrackedTable(kind, postgres);
    this.source = PgLakeSource.builder(postgres).batchRows(BATCH_ROWS).build();
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
