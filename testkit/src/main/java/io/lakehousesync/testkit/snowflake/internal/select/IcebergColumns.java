package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.statement.TableColumn;
import io.lakehousesync.testkit.snowflake.internal.storage.ServedSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The columns of an Iceberg table with the types that Snowflake shows. Source: docs.snowflake.com,
 * "Data types for Apache Iceberg tables" (/en/user-guide/tables-iceberg-data-types). Differences:
 * VARCHAR and BINARY have no length, and the Iceberg type has the form that Iceberg's library
 * prints, because Snowflake does not document its form.
 */
final class IcebergColumns {
  private IcebergColumns() {}

  static List<TableColumn> of(ServedSnapshot snapshot, IcebergSource.Names names) {
    return snapshot.metadata().schema().columns().stream()
        .map(
            field ->
                new TableColumn(
                    name(field, names),
                    type(field.type()),
                    field.type().toString(),
                    field.isOptional(),
                    field.doc()))
        .toList();
  }

  static String name(NestedField field, IcebergSource.Names names) {
    return names == IcebergSource.Names.OF_CATALOG
        ? field.name()
        : field.name().toUpperCase(Locale.ROOT);
  }

  private static String type(Type type) {
    return switch (type.typeId()) {
      case INTEGER -> "NUMBER(10,0)";
      case LONG -> "NUMBER(19,0)";
      case FLOAT, DOUBLE -> "FLOAT";
      case TIME -> "TIME(6)";
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? "TIMESTAMP_LTZ(6)"
              : "TIMESTAMP_NTZ(6)";
      case TIMESTAMP_NANO ->
          ((Types.TimestampNanoType) type).shouldAdjustToUTC()
              ? "TIMESTAMP_LTZ(9)"
              : "TIMESTAMP_NTZ(9)";
      case STRING -> "VARCHAR";
      case FIXED, BINARY -> "BINARY";
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield "NUMBER(%d,%d)".formatted(decimal.precision(), decimal.scale());
      }
      case LIST -> "ARRAY(" + type(type.asListType().elementType()) + ")";
      case MAP ->
          "MAP(%s, %s)"
              .formatted(type(type.asMapType().keyType()), type(type.asMapType().valueType()));
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(field -> field.name() + " " + type(field.type()))
              .collect(Collectors.joining(", ", "OBJECT(", ")"));
      default -> type.typeId().name();
    };
  }
}
