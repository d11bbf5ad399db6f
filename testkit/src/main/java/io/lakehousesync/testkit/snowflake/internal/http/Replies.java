package io.lakehousesync.testkit.snowflake.internal.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.session.SessionParameters;
import io.lakehousesync.testkit.snowflake.internal.session.Sessions;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.value.Json;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds the responses of the protocol, in the form that the driver expects. */
final class Replies {
  /** The maximum length of text and binary columns. Replies to the driver contain this length. */
  private static final int MAX_LENGTH = 16_777_216;

  private static final Set<ResultColumn.Type> SIZED =
      EnumSet.of(
          ResultColumn.Type.TEXT,
          ResultColumn.Type.BINARY,
          ResultColumn.Type.ARRAY,
          ResultColumn.Type.OBJECT);

  private Replies() {}

  static ObjectNode success() {
    ObjectNode reply = Json.object().put("success", true).put("message", "");
    reply.putNull("code");
    return reply;
  }

  /**
   * Returns the reply for an error. It always contains code and SQLState, because without them the
   * driver writes a file for Snowflake's support.
   */
  static ObjectNode error(SnowflakeError error, String queryId) {
    ObjectNode reply =
        Json.object().put("success", false).put("code", error.code()).put("message", error.text());
    reply
        .putObject("data")
        .put("errorCode", error.code())
        .put("sqlState", error.sqlState())
        .put("queryId", queryId);
    return reply;
  }

  static ObjectNode login(Session session, Sessions.Tokens tokens) {
    ObjectNode reply = success();
    ObjectNode data =
        reply
            .putObject("data")
            .put("token", tokens.session())
            .put("masterToken", tokens.master())
            .put("validityInSeconds", 3600)
            .put("masterValidityInSeconds", 14400)
            .put("sessionId", session.id())
            .put("serverVersion", "9.0.0");
    parameters(data, session);
    ObjectNode info = data.putObject("sessionInfo");
    put(info, "databaseName", session.database());
    put(info, "schemaName", session.schema());
    put(info, "warehouseName", session.warehouse());
    put(info, "roleName", session.role());
    return reply;
  }

  static ObjectNode renewed(Sessions.Tokens tokens) {
    ObjectNode reply = success();
    reply
        .putObject("data")
        .put("sessionToken", tokens.session())
        .put("masterToken", tokens.master())
        .put("validityInSecondsST", 3600)
        .put("validityInSecondsMT", 14400);
    return reply;
  }

  static ObjectNode result(Result result, Session session, String queryId) {
    ObjectNode reply = success();
    ObjectNode data = reply.putObject("data");
    parameters(data, session);
    ArrayNode types = data.putArray("rowtype");
    result.columns().forEach(column -> type(types.addObject(), column));
    ArrayNode rows = data.putArray("rowset");
    for (List<@Nullable String> row : result.rows()) {
      ArrayNode values = rows.addArray();
      row.forEach(values::add);
    }
    data.put("total", result.rows().size())
        .put("returned", result.rows().size())
        .put("queryId", queryId)
        .put("queryResultFormat", "json")
        .put("statementTypeId", result.kind().statementTypeId())
        .put("version", 1);
    put(data, "finalDatabaseName", session.database());
    put(data, "finalSchemaName", session.schema());
    put(data, "finalWarehouseName", session.warehouse());
    put(data, "finalRoleName", session.role());
    return reply;
  }

  private static void type(ObjectNode type, ResultColumn column) {
    type.put("name", column.name())
        .put("type", column.type().name().toLowerCase(Locale.ROOT))
        .put("nullable", true)
        .put("database", "")
        .put("schema", "")
        .put("table", "")
        .put("precision", column.precision())
        .put("scale", column.scale());
    boolean sized = SIZED.contains(column.type());
    type.put("length", sized ? MAX_LENGTH : 0).put("byteLength", sized ? MAX_LENGTH : 0);
  }

  private static void parameters(ObjectNode data, Session session) {
    ArrayNode parameters = data.putArray("parameters");
    session
        .parameters()
        .forEach(
            (name, value) ->
                parameters
                    .addObject()
                    .put("name", name)
                    .putPOJO("value", SessionParameters.wireValue(value)));
  }

  private static void put(ObjectNode node, String name, Optional<String> value) {
    node.put(name, value.orElse(null));
  }
}
