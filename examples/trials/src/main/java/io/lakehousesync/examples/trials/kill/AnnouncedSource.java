package io.lakehousesync.examples.trials.kill;

import io.lakehousesync.examples.trials.kill.TwoTransactionsSource.Order;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import java.util.Optional;
import javax.sql.DataSource;

/** Passes each table to the source for the table's kind, and announces the copies of the table. */
final class AnnouncedSource implements SyncSource {
  /** A small number, so that a copy often has several pages of rows. */
  private static final int BATCH_ROWS = 100;

  private final Announcer announcer;
  private final SyncSource library;
  private final SyncSource rowsFirst;
  private final SyncSource checkpointFirst;

  AnnouncedSource(DataSource postgres, Announcer announcer) {
    this.announcer = announcer;
    DataSource announcing = AnnouncingDataSource.of(postgres, announcer, Step.STATEMENT);
    this.library = PgLakeSource.builder(announcing).batchRows(BATCH_ROWS).build();
    this.rowsFirst = new TwoTransactionsSource(announcing, Order.ROWS_FIRST);
    this.checkpointFirst = new TwoTransactionsSource(announcing, Order.CHECKPOINT_FIRST);
  }

  @Override
  public CopyResult copy(SyncTable table) {
    announcer.enter(TestedTracking.of(table).name());
    try {
      announcer.reached(Step.COPY_BEGUN);
      return sourceOf(table).copy(table);
    } finally {
      announcer.leave();
    }
  }

  @Override
  public void validate(SyncTable table) {
    sourceOf(table).validate(table);
  }

  @Override
  public String guarantee(SyncTable table) {
    return sourceOf(table).guarantee(table);
  }

  private SyncSource sourceOf(SyncTable table) {
    Optional<Order> wrong = TestedTracking.of(table).wrong();
    return wrong.isEmpty()
        ? library
        : wrong.get() == Order.ROWS_FIRST ? rowsFirst : checkpointFirst;
  }
}
