package io.lakehousesync.testkit.snowflake.internal.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The uncommitted changes of DML statements: rows of plain tables, and offsets of the streams that
 * were read. Used by one session at a time.
 *
 * <p>Source: docs.snowflake.com, "Introduction to streams" (/en/user-guide/streams-intro). All
 * statements of a transaction see the same records of a stream: those up to the beginning of the
 * transaction. The offset moves when DML that read the stream is committed, whether or not the DML
 * kept all rows.
 */
public final class Transaction {
  /** The part of a stream's changes that a transaction sees. */
  record View(long from, long to) {}

  private final long sequence;
  private final Map<PlainTable, List<List<String>>> inserted = new LinkedHashMap<>();
  private final Map<StageStream, View> views = new HashMap<>();
  private final List<StageStream> consumed = new ArrayList<>();

  public Transaction(long sequence) {
    this.sequence = sequence;
  }

  public String id() {
    return Long.toString(sequence);
  }

  /** Returns the changes of a stream that this transaction sees. They are the same at each call. */
  View view(StageStream stream) {
    return views.computeIfAbsent(stream, any -> new View(stream.offset(), sequence));
  }

  /** Makes COMMIT move the stream's offset. */
  public void consume(StageStream stream) {
    stream.lock(this);
    view(stream);
    consumed.add(stream);
  }

  public void insert(PlainTable table, List<List<String>> rows) {
    inserted.computeIfAbsent(table, any -> new ArrayList<>()).addAll(rows);
  }

  /** Returns the rows that only this transaction sees. */
  public List<List<String>> insertedInto(PlainTable table) {
    return inserted.getOrDefault(table, List.of());
  }

  public void commit() {
    inserted.forEach(PlainTable::append);
    for (StageStream stream : consumed) {
      stream.advance(view(stream).to());
      stream.unlock(this);
    }
  }

  public void rollback() {
    consumed.forEach(stream -> stream.unlock(this));
  }
}
