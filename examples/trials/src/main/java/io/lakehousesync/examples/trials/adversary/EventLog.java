package io.lakehousesync.examples.trials.adversary;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Counts events by name, so that a reader of the output sees that each kind of attack has happened.
 */
final class EventLog {
  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

  void add(String event) {
    counts.computeIfAbsent(event, name -> new LongAdder()).increment();
  }

  long count(String event) {
    LongAdder count = counts.get(event);
    return count == null ? 0 : count.sum();
  }

  /** Returns {@code name=count} for each event. */
  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue().sum())
        .collect(Collectors.joining(" "));
  }
}
