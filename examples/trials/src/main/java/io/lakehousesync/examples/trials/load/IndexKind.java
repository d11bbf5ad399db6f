package io.lakehousesync.examples.trials.load;

import java.util.Locale;

/** A way to find rows by the transaction that wrote them. */
enum IndexKind {
  /** No index. It shows, for comparison, the cost of a table that is not synced. */
  NONE("", "sync_xid"),
  /** The index that the set-up creates. */
  BTREE("CREATE INDEX ON %s (sync_xid, id)", "sync_xid"),
  /** A BRIN index on a number, because BRIN has no operator class for transaction ids. */
  BRIN(
      "CREATE INDEX ON %s USING brin ((sync_xid::text::bigint)) WITH (autosummarize = on)",
      "sync_xid::text::bigint");

  private final String create;
  private final String column;

  IndexKind(String create, String column) {
    this.create = create;
    this.column = column;
  }

  String table() {
    return "indextest.with_" + name().toLowerCase(Locale.ROOT);
  }

  /** Returns the statement that creates the index; empty for {@link #NONE}. */
  String create() {
    return create.formatted(table());
  }

  /** Returns the query for the rows of the transactions from {@code first} on. */
  String rowsFrom(long first) {
    return "SELECT id, version, payload FROM %s WHERE %s >= '%d'".formatted(table(), column, first);
  }
}
