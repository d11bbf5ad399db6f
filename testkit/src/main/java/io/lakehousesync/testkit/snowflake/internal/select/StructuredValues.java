package io.lakehousesync.testkit.snowflake.internal.select;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lakehousesync.testkit.snowflake.internal.value.Json;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HexFormat;
import java.util.Map;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/**
 * Converts arrays and objects of the engine (DuckDB) to the JSON that the driver receives. Inside
 * of them, a BINARY is a string in hexadecimal; dates, times and UUIDs are strings in ISO format;
 * NaN and infinities are strings. Snowflake does not document the white space of this JSON, nor the
 * format of times in it.
 */
final class StructuredValues {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private StructuredValues() {}

  static String json(Object value) throws SQLException {
    return node(value).toString();
  }

  private static JsonNode node(@Nullable Object value) throws SQLException {
    if (value == null) {
      return NullNode.getInstance();
    }
    if (value instanceof Array array) {
      ArrayNode elements = Json.array();
      for (Object element : (@Nullable Object[]) array.getArray()) {
        elements.add(node(element));
      }
      return elements;
    }
    if (value instanceof DuckDBStruct struct) {
      ObjectNode fields = Json.object();
      for (Map.Entry<String, Object> field : struct.getMap().entrySet()) {
        fields.set(field.getKey(), node(field.getValue()));
      }
      return fields;
    }
    return scalar(value);
  }

  private static JsonNode scalar(Object value) throws SQLException {
    boolean finite = !(value instanceof Number number) || Double.isFinite(number.doubleValue());
    if (finite && value instanceof Number number) {
      return DecimalNode.valueOf(new BigDecimal(number.toString()));
    }
    if (value instanceof Boolean truth) {
      return BooleanNode.valueOf(truth);
    }
    if (value instanceof Blob blob) {
      return TextNode.valueOf(HEX.formatHex(blob.getBytes(1, (int) blob.length())));
    }
    return TextNode.valueOf(
        value instanceof Timestamp timestamp
            ? timestamp.toLocalDateTime().toString()
            : value.toString());
  }
}
