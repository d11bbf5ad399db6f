package io.lakehousesync.testkit.pglake.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakehousesync.testkit.pglake.internal.rows.EngineException;
import io.lakehousesync.testkit.pglake.internal.rows.TableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Answers the requests of the server. It keeps no state of transactions, because each request
 * contains the previous changes of its transaction. Thread-safe.
 */
public final class QueryEngine {
  private static final Logger log = LoggerFactory.getLogger(QueryEngine.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StatementWriter statements;
  private final TableCommit commits;
  private final MetadataFunctions functions;
  private final TableVacuum vacuum;

  public QueryEngine(FileIO io) {
    MetadataCache cache = new MetadataCache(io);
    this.statements = new StatementWriter(new TableFiles(io), cache);
    this.commits = new TableCommit(io, cache);
    this.functions = new MetadataFunctions(io, cache);
    this.vacuum = new TableVacuum(io, cache);
  }

  /**
   * Returns the answer to a request. If the request failed, the answer contains the SQLSTATE and
   * message of the error.
   */
  public JsonNode answer(JsonNode request, Path requests) {
    String what = request.required("do").asText();
    try {
      return switch (what) {
        case "write" ->
            JSON.createObjectNode()
                .set(
                    "change",
                    statements
                        .write(
                            TableRequest.from(request),
                            file(request, "old_rows", requests),
                            file(request, "new_rows", requests))
                        .toJson());
        case "commit" ->
            JSON.createObjectNode()
                .put("metadata_location", commits.commit(TableRequest.from(request)));
        case "metadata" -> functions.metadata(url(request));
        case "files" -> functions.files(url(request));
        case "snapshots" -> functions.snapshots(url(request));
        case "compact" -> compact(request);
        case "expire" -> expire(request);
        case "remove_files" -> removeFiles(request);
        default -> throw new IllegalArgumentException("unknown request: " + what);
      };
    } catch (EngineException e) {
      return error(e.sqlState(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      log.debug("The request \"{}\" failed", what, e);
      return failure(what, e);
    }
  }

  private ObjectNode compact(JsonNode request) {
    ObjectNode answer = JSON.createObjectNode();
    vacuum
        .compact(TableRequest.from(request), request.required("min_input_files").asInt())
        .ifPresent(change -> answer.set("change", change.toJson()));
    return answer;
  }

  private ObjectNode expire(JsonNode request) {
    TableVacuum.Expired expired =
        vacuum.expire(
            TableRequest.from(request),
            Duration.ofSeconds(request.required("max_snapshot_age").asLong()));
    ObjectNode answer = JSON.createObjectNode().put("metadata_location", expired.location());
    expired.unreferenced().forEach(answer.putArray("unreferenced")::add);
    return answer;
  }

  private ObjectNode removeFiles(JsonNode request) {
    vacuum.removeFiles(TableRequest.from(request), paths(request, "due"), paths(request, "kept"));
    return JSON.createObjectNode();
  }

  private static List<String> paths(JsonNode request, String name) {
    List<String> paths = new ArrayList<>();
    request.required(name).forEach(path -> paths.add(path.asText()));
    return paths;
  }

  private static String url(JsonNode request) {
    return request.required("url").asText();
  }

  private static Optional<Path> file(JsonNode request, String name, Path requests) {
    return request.has(name)
        ? Optional.of(requests.resolve(request.required(name).asText()))
        : Optional.empty();
  }

  /**
   * Returns the error for a failure. As in pg_lake, a failure of S3 at COMMIT is a connection
   * failure. In other requests, a failure of S3 is the error {@code FEATURE_NOT_SUPPORTED}.
   */
  private static JsonNode failure(String what, RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SdkException || cause instanceof IOException) {
        return what.equals("commit")
            ? error(
                EngineException.CONNECTION_FAILURE,
                "could not write metadata: " + cause.getMessage())
            : error(EngineException.FEATURE_NOT_SUPPORTED, "IO Error: " + cause.getMessage());
      }
    }
    return error(EngineException.INTERNAL_ERROR, failure.toString());
  }

  public static ObjectNode error(String sqlState, String message) {
    ObjectNode answer = JSON.createObjectNode();
    answer.putObject("error").put("sqlstate", sqlState).put("message", message);
    return answer;
  }
}
