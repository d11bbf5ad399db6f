package io.lakehousesync;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A source that checks some tables again before it copies them, until they are right. */
final class LateValidation implements SyncSource {
  private final SyncSource source;
  private final Set<SyncTable> unchecked = ConcurrentHashMap.newKeySet();

  LateValidation(SyncSource source, Collection<SyncTable> unchecked) {
    this.source = source;
    this.unchecked.addAll(unchecked);
  }

  @Override
  public CopyResult copy(SyncTable table) {
    if (unchecked.contains(table)) {
      check(table);
      unchecked.remove(table);
    }
    return source.copy(table);
  }

  @Override
  public Map<SyncTable, Instant> unchanged(Collection<SyncTable> tables) {
    return source.unchanged(tables.stream().filter(table -> !unchecked.contains(table)).toList());
  }

  private void check(SyncTable table) {
    try {
      source.validate(table);
    } catch (ConfigurationException e) {
      throw new NotAppliedException(
          NotAppliedException.Retry.POINTLESS,
          "%s cannot be synced: %s Nothing was copied; it is checked again by each run."
              .formatted(table, String.join(" ", e.problems())),
          e);
    }
  }

  @Override
  public void validate(SyncTable table) {
    source.validate(table);
  }

  @Override
  public String guarantee(SyncTable table) {
    return source.guarantee(table);
  }
}
