package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.account.Database;
import io.lakehousesync.testkit.snowflake.internal.account.PipelineObjects;
import io.lakehousesync.testkit.snowflake.internal.account.Schema;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.TableSource;
import java.util.Optional;

/** Finds the source that a name in a SELECT refers to. */
final class SourceResolver {
  private SourceResolver() {}

  /** Returns the Iceberg table, plain table or stream of this name. */
  static TableSource require(ObjectName name, StatementContext context) {
    Optional<PipelineObjects> pipeline = context.account().findSchema(name).map(Schema::pipeline);
    Optional<TableSource> plain =
        pipeline
            .flatMap(objects -> objects.tables().find(name.name()))
            .map(table -> new PlainTableSource(table, context.session()));
    return plain
        .or(
            () ->
                pipeline
                    .flatMap(objects -> objects.streams().find(name.name()))
                    .map(stream -> new StreamSource(stream, context)))
        .orElseGet(
            () ->
                new IcebergSource(
                    context.account().requireTable(name).rows(), columnNames(name, context)));
  }

  static IcebergSource.Names columnNames(ObjectName table, StatementContext context) {
    boolean linked =
        context.account().databases().find(table.database()).flatMap(Database::link).isPresent();
    return linked ? IcebergSource.Names.OF_CATALOG : IcebergSource.Names.UPPER_CASE;
  }
}
