package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.Transaction.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A stream on a stage's directory table: the changes between its offset and now. Thread-safe.
 *
 * <p>Source: docs.snowflake.com, "Introduction to streams" (/en/user-guide/streams-intro) and
 * "CREATE STREAM" (/en/sql-reference/sql/create-stream). A stream belongs to the stage that it was
 * created on: once that is dropped or replaced it cannot be read, whatever has its name. It does
 * not go stale with time here.
 */
final class StageStream {
  /** A row of the stream: METADATA$ACTION, METADATA$ISUPDATE and the file. */
  record Change(String action, boolean isUpdate, StagedFile file) {}

  private final TableName name;
  private final Stage stage;
  private final String comment;
  private final Instant createdOn;
  private long offset;
  private @Nullable Transaction lockedBy;

  StageStream(TableName name, Stage stage, String comment, Instant createdOn, long offset) {
    this.name = name;
    this.stage = stage;
    this.comment = comment;
    this.createdOn = createdOn;
    this.offset = offset;
  }

  TableName name() {
    return name;
  }

  Stage stage() {
    return stage;
  }

  String comment() {
    return comment;
  }

  Instant createdOn() {
    return createdOn;
  }

  synchronized long offset() {
    return offset;
  }

  synchronized void advance(long to) {
    offset = Math.max(offset, to);
  }

  /**
   * Keeps other transactions from consuming the stream until this one ends. Snowflake makes them
   * wait; here they fail at once, as if the wait had timed out.
   */
  synchronized void lock(Transaction transaction) {
    if (lockedBy != null && lockedBy != transaction) {
      throw SnowflakeError.locked(name.toString(), lockedBy.id());
    }
    lockedBy = transaction;
  }

  synchronized void unlock(Transaction transaction) {
    if (lockedBy == transaction) {
      lockedBy = null;
    }
  }

  /** Whether the stage that it was created on is still there. */
  boolean isUsable(Catalog catalog) {
    return catalog.findStage(stage.definition().name()).filter(stage::equals).isPresent();
  }

  /** The changes that the session sees now. */
  List<Change> changes(StatementContext context) {
    return changes(view(context));
  }

  private View view(StatementContext context) {
    if (!isUsable(context.catalog())) {
      throw SnowflakeError.streamWithoutStage(
          name.toString(), stage.definition().name().toString());
    }
    stage.follow(context);
    return context
        .session()
        .openTransaction()
        .map(transaction -> transaction.view(this))
        .orElseGet(() -> new View(offset(), context.catalog().nextSequence()));
  }

  /** Since when there are changes that nobody has consumed, if there are. */
  Optional<Instant> pendingSince(StatementContext context) {
    View view = view(context);
    return changes(view).isEmpty() ? Optional.empty() : stage.changedAfter(view.from());
  }

  private List<Change> changes(View view) {
    SortedMap<String, StagedFile> before = stage.filesAt(view.from());
    SortedMap<String, StagedFile> after = stage.filesAt(view.to());
    List<Change> changes = new ArrayList<>();
    for (StagedFile file : after.values()) {
      StagedFile old = before.get(file.path());
      if (!file.equals(old)) {
        changes.add(new Change("INSERT", old != null, file));
      }
    }
    for (StagedFile file : before.values()) {
      StagedFile now = after.get(file.path());
      if (!file.equals(now)) {
        changes.add(new Change("DELETE", now != null, file));
      }
    }
    return changes;
  }
}
