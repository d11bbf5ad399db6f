package io.lakehousesync.testkit.snowflake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The WHEN of a task: SYSTEM$STREAM_HAS_DATA, and combinations of it by AND, OR and NOT. Source:
 * docs.snowflake.com, "CREATE TASK" (/en/sql-reference/sql/create-task). The streams are looked up
 * when it is evaluated, not before.
 *
 * @param text as the statement gave it
 * @param streams the streams it names
 */
record TaskCondition(String text, List<QualifiedName> streams) {
  private static final String FUNCTION = "SYSTEM$STREAM_HAS_DATA";
  private static final Set<String> OPERATORS = Set.of("AND", "OR", "NOT");

  static TaskCondition parse(TokenStream in) {
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
    SelectText.parse(TokenStream.of("SELECT " + text));
    return new TaskCondition(text, streams);
  }

  boolean holds(StatementContext context) {
    SelectText select = SelectText.parse(TokenStream.of("SELECT " + text));
    Result result = context.engine().execute(select, context);
    return "1".equals(result.rows().get(0).get(0));
  }

  /** When the last of the changes came that let the task run, if it may. */
  Optional<Instant> since(StatementContext context) {
    if (!holds(context)) {
      return Optional.empty();
    }
    return streams.stream()
        .map(name -> context.catalog().requireStream(name.table(context.session())))
        .flatMap(stream -> stream.pendingSince(context).stream())
        .max(Instant::compareTo);
  }
}
