package io.lakehousesync.examples.load;

import java.util.Locale;

/** A way to find rows by the transaction that wrote them. */
enum IndexKind {
  /** To compare with: what a table costs that nobody syncs. */
  NONE("", "sync_xid"),
  /** The set-up's. */
  BTREE("CREATE INDEX ON %s (sync_xid, id)", "sync_xid"),
  /** There is no BRIN operator class for transaction ids, but there is one for numbers. */
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

  /** The statement that creates it; empty if there is nothing to create. */
  String create() {
    return create.formatted(table());
  }

  /** The rows of the transactions from {@code first} on. */
  String rowsFrom(long first) {
    return "SELECT id, version, payload FROM %s WHERE %s >= '%d'".formatted(table(), column, first);
  }
}
