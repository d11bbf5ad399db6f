package io.lakehousesync;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.CutResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A source that validates certain tables before each copy. When a table is valid, the source does
 * not validate it again.
 */
final class ValidatingSource implements SyncSource {
  private final SyncSource source;
  private final Set<SyncTable> notValidated = ConcurrentHashMap.newKeySet();

  ValidatingSource(SyncSource source, Collection<SyncTable> notValidated) {
    this.source = source;
    this.notValidated.addAll(notValidated);
  }

  @Override
  public CopyResult copy(SyncTable table) {
    validateOnce(table);
    return source.copy(table);
  }

  @Override
  public CutResult cut(SyncGroup group) {
    group.tables().forEach(this::validateOnce);
    return source.cut(group);
  }

  @Override
  public List<String> problems(SyncGroup group) {
    return source.problems(group);
  }

  private void validateOnce(SyncTable table) {
    if (notValidated.contains(table)) {
      requireValid(table);
      notValidated.remove(table);
    }
  }

  @Override
  public Map<SyncTable, Instant> unchanged(Collection<SyncTable> tables) {
    return source.unchanged(
        tables.stream().filter(table -> !notValidated.contains(table)).toList());
  }

  private void requireValid(SyncTable table) {
    try {
      source.validate(table);
    } catch (ConfigurationException e) {
      throw new NotAppliedException(
          NotAppliedException.Retry.POINTLESS,
          "%s cannot be synced: %s Nothing was copied. Each run checks the table again."
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
