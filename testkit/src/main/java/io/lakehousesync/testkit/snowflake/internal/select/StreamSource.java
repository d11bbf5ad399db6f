package io.lakehousesync.testkit.snowflake.internal.select;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lakehousesync.testkit.snowflake.internal.pipeline.StageStream;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.TableSource;
import io.lakehousesync.testkit.snowflake.internal.storage.DataFiles;
import io.lakehousesync.testkit.snowflake.internal.value.EngineRows;
import io.lakehousesync.testkit.snowflake.internal.value.EngineSql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The rows of a stream on a directory table. Source: docs.snowflake.com, "Introduction to streams",
 * stream columns (/en/user-guide/streams-intro).
 */
public final class StreamSource implements TableSource {
  private static final Map<String, String> TYPES = types();

  private final StageStream stream;
  private final List<StageStream.Change> changes;

  StreamSource(StageStream stream, StatementContext context) {
    this.stream = stream;
    changes = stream.changes(context.session().openTransaction(), context.stages());
  }

  private static Map<String, String> types() {
    Map<String, String> types = new LinkedHashMap<>(StagedFileColumns.TYPES);
    types.put("METADATA$ACTION", "VARCHAR");
    types.put("METADATA$ISUPDATE", "BOOLEAN");
    types.put("METADATA$ROW_ID", "VARCHAR");
    return types;
  }

  public StageStream stream() {
    return stream;
  }

  @Override
  public List<String> columns() {
    return List.copyOf(TYPES.keySet());
  }

  @Override
  public List<String> unreadableColumns() {
    return List.of();
  }

  @Override
  public String sql(DataFiles files) {
    return EngineRows.sql(TYPES, changes.stream().map(StreamSource::row).toList());
  }

  private static List<String> row(StageStream.Change change) {
    List<String> row = new ArrayList<>(StagedFileColumns.literals(change.file()));
    row.add(EngineSql.literal(change.action()));
    row.add(Boolean.toString(change.isUpdate()));
    row.add(EngineSql.literal(UUID.nameUUIDFromBytes(change.file().path().getBytes(UTF_8))));
    return row;
  }
}
