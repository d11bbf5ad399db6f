package io.lakehousesync.testkit.snowflake;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a statement answers.
 *
 * @param kind the kind of statement
 * @param columns the columns
 * @param rows the rows, each value in the encoding of the wire, null for NULL
 */
record Result(Kind kind, List<Column> columns, List<List<@Nullable String>> rows) {
  /** Kinds of statements, with the ids that the driver tells queries from updates by. */
  enum Kind {
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

    int statementTypeId() {
      return statementTypeId;
    }
  }

  Result {
    columns = List.copyOf(columns);
  }

  /** The one row and column of a statement that returns no data. */
  static Result status(Kind kind, String message) {
    return new Result(kind, List.of(Column.text("status")), List.of(List.of(message)));
  }

  static Result ddl(String message) {
    return status(Kind.DDL, message);
  }

  static Result oneRow(List<Column> columns, @Nullable String... values) {
    return new Result(Kind.SELECT, columns, List.of(Arrays.asList(values)));
  }

  Result withoutRows() {
    return new Result(kind, columns, List.of());
  }
}
