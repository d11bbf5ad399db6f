package io.lakehousesync.testkit.snowflake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What DML has done and not committed: rows of plain tables and the offsets of the streams it read.
 * Used by one session at a time.
 *
 * <p>Source: docs.snowflake.com, "Introduction to streams" (/en/user-guide/streams-intro): all
 * statements of a transaction see the same records of a stream, those up to its beginning, and the
 * offset moves with the commit of DML that read it, whether or not it kept all rows.
 */
final class Transaction {
  /** The part of a stream's changes that a transaction sees. */
  record View(long from, long to) {}

  private final long sequence;
  private final Map<PlainTable, List<List<String>>> inserted = new LinkedHashMap<>();
  private final Map<StageStream, View> views = new HashMap<>();
  private final List<StageStream> consumed = new ArrayList<>();

  Transaction(long sequence) {
    this.sequence = sequence;
  }

  String id() {
    return Long.toString(sequence);
  }

  /** The changes of a stream for this transaction, the same at each call. */
  View view(StageStream stream) {
    return views.computeIfAbsent(stream, any -> new View(stream.offset(), sequence));
  }

  /** Moves the stream's offset at COMMIT. */
  void consume(StageStream stream) {
    stream.lock(this);
    view(stream);
    consumed.add(stream);
  }

  void insert(PlainTable table, List<List<String>> rows) {
    inserted.computeIfAbsent(table, any -> new ArrayList<>()).addAll(rows);
  }

  /** The rows that only this transaction sees. */
  List<List<String>> insertedInto(PlainTable table) {
    return inserted.getOrDefault(table, List.of());
  }

  void commit() {
    inserted.forEach(PlainTable::append);
    for (StageStream stream : consumed) {
      stream.advance(view(stream).to());
      stream.unlock(this);
    }
  }

  void rollback() {
    consumed.forEach(stream -> stream.unlock(this));
  }
}
