package io.lakehousesync.testkit.snowflake.internal.pipeline;

import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The WHEN of a task: SYSTEM$STREAM_HAS_DATA, and combinations of it with AND, OR and NOT. Source:
 * docs.snowflake.com, "CREATE TASK" (/en/sql-reference/sql/create-task). The streams are looked up
 * when the condition is evaluated.
 *
 * @param text the text in the statement
 * @param streams the streams it names
 */
public record TaskCondition(String text, List<QualifiedName> streams) {
  private static final String FUNCTION = "SYSTEM$STREAM_HAS_DATA";
  private static final Set<String> OPERATORS = Set.of("AND", "OR", "NOT");

  public static TaskCondition parse(TokenStream in) {
    int from = in.peek().offset();
    List<QualifiedName> streams = new ArrayList<>();
    while (!in.isNext("AS")) {
      if (in.accept(FUNCTION)) {
        in.expectSymbol("(");
        streams.add(QualifiedName.parseString(in.string()));
        in.expectSymbol(")");
      } else if (!in.acceptSymbol("(") && !in.acceptSymbol(")")) {
        if (!OPERATORS.contains(in.peek().value())) {
          throw in.unexpected();
        }
        in.word();
      }
    }
    if (streams.isEmpty()) {
      throw in.unexpected();
    }
    String text = in.sql().substring(from, in.previousEnd());
    return new TaskCondition(text, streams);
  }
}
