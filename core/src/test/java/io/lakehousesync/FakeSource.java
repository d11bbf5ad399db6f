package io.lakehousesync;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.CutResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A source that returns the results of a test. If there are none, there is nothing to copy. */
final class FakeSource implements SyncSource {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  final Map<SyncTable, Queue<CopyResult>> batches = new ConcurrentHashMap<>();
  final Map<SyncTable, RuntimeException> failures = new ConcurrentHashMap<>();
  final Map<SyncTable, String> problems = new ConcurrentHashMap<>();
  final Map<SyncTable, Instant> unchanged = new ConcurrentHashMap<>();
  final List<SyncTable> copied = new CopyOnWriteArrayList<>();
  final Map<SyncTable, NotAppliedException> uncheckable = new ConcurrentHashMap<>();
  volatile @Nullable LakehouseSyncException checkFailure;
  volatile Runnable whileChecking = () -> {};
  volatile Consumer<SyncTable> whileCopying = table -> {};

  final List<SyncGroup> cuts = new CopyOnWriteArrayList<>();
  final Queue<CutResult> cutResults = new ConcurrentLinkedQueue<>();
  final Map<TableName, MetadataLocation> snapshots = new ConcurrentHashMap<>();
  volatile List<String> groupProblems = List.of();
  volatile @Nullable RuntimeException cutFailure;

  @Override
  public List<String> problems(SyncGroup group) {
    return groupProblems;
  }

  /** Returns the next result of the test. If there is none, makes a cut that copies nothing. */
  @Override
  public CutResult cut(SyncGroup group) {
    cuts.add(group);
    RuntimeException failure = cutFailure;
    if (failure != null) {
      throw failure;
    }
    CutResult next = cutResults.poll();
    Map<SyncTable, CopyResult> nothing = new HashMap<>();
    group.tables().forEach(table -> nothing.put(table, CopyResult.complete(0, NOW)));
    return next == null
        ? CutResult.of(CutResult.Cut.of(cuts.size(), NOW, snapshots), nothing)
        : next;
  }

  void batches(SyncTable table, CopyResult... results) {
    batches.put(table, new ConcurrentLinkedQueue<>(List.of(results)));
  }

  /** Returns whether all results for the table were returned. */
  boolean isDone(SyncTable table) {
    return batches.getOrDefault(table, new ConcurrentLinkedQueue<>()).isEmpty();
  }

  @Override
  public Map<SyncTable, Instant> unchanged(Collection<SyncTable> tables) {
    whileChecking.run();
    if (checkFailure != null) {
      throw checkFailure;
    }
    Map<SyncTable, Instant> asked = new HashMap<>(unchanged);
    asked.keySet().retainAll(tables);
    return asked;
  }

  @Override
  public CopyResult copy(SyncTable table) {
    copied.add(table);
    whileCopying.accept(table);
    if (failures.containsKey(table)) {
      throw failures.get(table);
    }
    CopyResult next = batches.getOrDefault(table, new ConcurrentLinkedQueue<>()).poll();
    return next == null ? CopyResult.complete(0, NOW) : next;
  }

  @Override
  public void validate(SyncTable table) {
    if (uncheckable.containsKey(table)) {
      throw uncheckable.get(table);
    }
    if (problems.containsKey(table)) {
      throw new ConfigurationException(List.of(problems.get(table)));
    }
  }

  @Override
  public String guarantee(SyncTable table) {
    return "none, because this source is a fake";
  }
}
