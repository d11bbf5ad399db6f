package io.lakehousesync.testkit.snowflake.internal.value;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a statement.
 *
 * @param kind the kind of statement
 * @param columns the columns
 * @param rows the rows, each value in the encoding of the wire, null for NULL
 */
public record Result(Kind kind, List<ResultColumn> columns, List<List<@Nullable String>> rows) {
  /** Kinds of statements, with the ids by which the driver distinguishes queries from updates. */
  public enum Kind {
    SELECT(4096),
    INSERT(12544),
    SESSION(16640),
    SHOW(17408),
    DESCRIBE(17664),
    TRANSACTION(20480),
    DDL(24576);

    private final int statementTypeId;

    Kind(int statementTypeId) {
      this.statementTypeId = statementTypeId;
    }

    public int statementTypeId() {
      return statementTypeId;
    }
  }

  public Result {
    columns = List.copyOf(columns);
  }

  /** Returns the one row and column of a statement that returns no data. */
  public static Result status(Kind kind, String message) {
    return new Result(kind, List.of(ResultColumn.text("status")), List.of(List.of(message)));
  }

  public static Result ddl(String message) {
    return status(Kind.DDL, message);
  }

  public static Result oneRow(List<ResultColumn> columns, @Nullable String... values) {
    return new Result(Kind.SELECT, columns, List.of(Arrays.asList(values)));
  }

  public Result withoutRows() {
    return new Result(kind, columns, List.of());
  }
}
