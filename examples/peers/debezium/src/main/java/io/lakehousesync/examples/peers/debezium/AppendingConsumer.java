package io.lakehousesync.examples.peers.debezium;

import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.data.Record;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Appends each batch of events to the Iceberg table, and confirms the batch to Debezium after the
 * commit. Thread-safe.
 */
final class AppendingConsumer implements ChangeConsumer<RecordChangeEvent<SourceRecord>> {
  /** Rows of the snapshot, and inserted rows. */
  private static final Set<String> INSERTS = Set.of("r", "c");

  private final IcebergAppends appends;
  private final BitSet committedIds = new BitSet();
  private @Nullable RuntimeException failure;

  AppendingConsumer(IcebergAppends appends) {
    this.appends = appends;
  }

  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> events,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    List<Record> rows = new ArrayList<>(events.size());
    for (RecordChangeEvent<SourceRecord> event : events) {
      rows.add(row((Struct) event.record().value()));
    }
    try {
      appends.append(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (RecordChangeEvent<SourceRecord> event : events) {
      committer.markProcessed(event);
    }
    committer.markBatchFinished();
    committed(rows);
  }

  private static Record row(Struct envelope) {
    String operation = envelope.getString("op");
    if (!INSERTS.contains(operation)) {
      throw new UnsupportedOperationException(
          "this consumer only appends inserted rows, got the operation '" + operation + "'");
    }
    Struct after = envelope.getStruct("after");
    return IcebergAppends.row(
        after.getInt64("id"), after.getInt32("version"), after.getString("payload"));
  }

  private synchronized void committed(List<Record> rows) {
    rows.forEach(row -> committedIds.set(Math.toIntExact((long) row.get(0))));
    notifyAll();
  }

  /** Reports that the engine has ended. A waiting thread gets an exception. */
  synchronized void ended(String message, @Nullable Throwable error) {
    failure = new IllegalStateException("Debezium has ended: " + message, error);
    notifyAll();
  }

  /**
   * Waits until all ids from 1 to {@code lastId} are committed in Iceberg.
   *
   * @return the location of the metadata file of the last commit
   */
  synchronized String awaitIds(long lastId) throws InterruptedException {
    while (committedIds.nextClearBit(1) <= lastId) {
      if (failure != null) {
        throw failure;
      }
      wait();
    }
    return appends.metadataLocation();
  }
}
