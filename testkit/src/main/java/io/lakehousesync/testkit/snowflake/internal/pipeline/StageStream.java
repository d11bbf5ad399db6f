package io.lakehousesync.testkit.snowflake.internal.pipeline;

import io.lakehousesync.testkit.snowflake.internal.pipeline.Transaction.View;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.storage.StagedFile;
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
 * created on. If that stage is dropped or replaced, the stream cannot be read, even if another
 * stage has the same name. In the stand-in a stream does not become stale with time.
 */
public final class StageStream {
  /** A row of the stream: METADATA$ACTION, METADATA$ISUPDATE and the file. */
  public record Change(String action, boolean isUpdate, StagedFile file) {}

  private final ObjectName name;
  private final Stage stage;
  private final String comment;
  private final Instant createdOn;
  private long offset;
  private @Nullable Transaction lockedBy;

  public StageStream(ObjectName name, Stage stage, String comment, Instant createdOn, long offset) {
    this.name = name;
    this.stage = stage;
    this.comment = comment;
    this.createdOn = createdOn;
    this.offset = offset;
  }

  public ObjectName name() {
    return name;
  }

  public Stage stage() {
    return stage;
  }

  public String comment() {
    return comment;
  }

  public Instant createdOn() {
    return createdOn;
  }

  synchronized long offset() {
    return offset;
  }

  synchronized void advance(long to) {
    offset = Math.max(offset, to);
  }

  /**
   * Prevents other transactions from consuming the stream until this transaction ends. In
   * Snowflake, the other transactions wait. In the stand-in, they fail immediately, as if the wait
   * had timed out.
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

  /** Returns whether the stage that it was created on still exists. */
  public boolean isUsable(AccountStages account) {
    return account.findStage(stage.definition().name()).filter(stage::equals).isPresent();
  }

  /** Returns the changes that the session sees now. */
  public List<Change> changes(Optional<Transaction> open, StageEnvironment environment) {
    return changes(view(open, environment));
  }

  private View view(Optional<Transaction> open, StageEnvironment environment) {
    if (!isUsable(environment.account())) {
      throw SnowflakeError.streamWithoutStage(
          name.toString(), stage.definition().name().toString());
    }
    stage.follow(environment);
    return open.map(transaction -> transaction.view(this))
        .orElseGet(() -> new View(offset(), environment.account().nextSequence()));
  }

  /** Returns the time of the oldest change that was not consumed, if there is one. */
  public Optional<Instant> pendingSince(Optional<Transaction> open, StageEnvironment environment) {
    View view = view(open, environment);
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
