package io.lakehousesync.testkit.snowflake.internal.statement.query;

import io.lakehousesync.testkit.snowflake.internal.pipeline.PlainTable;
import io.lakehousesync.testkit.snowflake.internal.pipeline.StageStream;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Transaction;
import io.lakehousesync.testkit.snowflake.internal.select.SelectParser;
import io.lakehousesync.testkit.snowflake.internal.select.StreamSource;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.Token;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.SelectText;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import io.lakehousesync.testkit.snowflake.internal.value.WireLiterals;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code INSERT INTO name [(column, …)] SELECT … | VALUES (…), …}, into a plain table. When the
 * transaction commits, it consumes every stream that the SELECT read.
 *
 * <p>Source: docs.snowflake.com, "INSERT" (/en/sql-reference/sql/insert). OVERWRITE and DEFAULT are
 * rejected. If AUTOCOMMIT is off, the statement begins a transaction.
 */
public record InsertStatement(QualifiedName name, Optional<List<String>> columns, SelectText source)
    implements Statement {
  public static final StatementSyntax SYNTAX = StatementSyntax.of(InsertStatement::parse, "INSERT");

  static InsertStatement parse(TokenStream in) {
    in.expect("INTO");
    QualifiedName name = QualifiedName.parse(in);
    Optional<List<String>> columns = Optional.empty();
    if (in.acceptSymbol("(")) {
      List<String> names = new ArrayList<>();
      do {
        names.add(in.identifier());
      } while (in.acceptSymbol(","));
      in.expectSymbol(")");
      columns = Optional.of(names);
    }
    if (!in.isNext("VALUES") && !in.isNext("SELECT") && !in.isNext("WITH")) {
      throw in.unexpected();
    }
    String source = in.accept("VALUES") ? values(in) : in.rest();
    return new InsertStatement(name, columns, SelectParser.parse(TokenStream.of(source)));
  }

  /** Returns the text of a query that returns the rows of VALUES. */
  private static String values(TokenStream in) {
    List<String> tuples = new ArrayList<>();
    do {
      in.expectSymbol("(");
      int from = in.peek().offset();
      int depth = 1;
      while (depth > 0) {
        Token token = in.take();
        depth += token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0;
        if (depth == 0) {
          tuples.add("SELECT " + in.sql().substring(from, token.offset()));
        }
      }
    } while (in.acceptSymbol(","));
    return String.join(" UNION ALL ", tuples);
  }

  /** Needs INSERT, and the privileges of its SELECT. */
  @Override
  public void authorize(StatementContext context) {
    context
        .access()
        .require(Securable.inSchema(ObjectKind.TABLE, name.resolve(context.session())), "INSERT");
  }

  @Override
  public Result execute(StatementContext context) {
    PlainTable table = context.account().requirePlainTable(name.resolve(context.session()));
    List<String> targets = columns.orElseGet(table::columnNames);
    for (String column : targets) {
      if (!table.columnNames().contains(column)) {
        throw SnowflakeError.invalidIdentifier(column);
      }
    }
    return context
        .session()
        .inTransaction(
            context.account()::nextSequence,
            transaction -> insert(table, targets, transaction, context));
  }

  private Result insert(
      PlainTable table, List<String> targets, Transaction transaction, StatementContext context) {
    List<StageStream> streams = new ArrayList<>();
    Result read =
        context
            .queries()
            .execute(
                source,
                context,
                used -> {
                  if (used instanceof StreamSource stream) {
                    streams.add(stream.stream());
                  }
                });
    if (read.columns().size() != targets.size()) {
      throw SnowflakeError.notSupported(
          "Insert value list does not match column list expecting %d but got %d"
              .formatted(targets.size(), read.columns().size()));
    }
    List<List<String>> rows = converted(table, targets, read, context);
    streams.forEach(transaction::consume);
    transaction.insert(table, rows);
    return new Result(
        Result.Kind.INSERT,
        List.of(new ResultColumn("number of rows inserted", ResultColumn.Type.FIXED, 19, 0)),
        List.of(List.of(Integer.toString(rows.size()))));
  }

  /** Returns the rows as literals of the columns' types, in the order of the table's columns. */
  private static List<List<String>> converted(
      PlainTable table, List<String> targets, Result read, StatementContext context) {
    Map<String, String> types = new LinkedHashMap<>();
    targets.forEach(target -> types.put(target, table.engineTypes().get(target)));
    Result cast = context.queries().cast(types, literals(read), context.session());
    List<List<String>> rows = new ArrayList<>();
    for (List<String> row : literals(cast)) {
      List<String> full = new ArrayList<>(Collections.nCopies(table.columnNames().size(), "NULL"));
      for (int i = 0; i < row.size(); i++) {
        full.set(table.columnNames().indexOf(targets.get(i)), row.get(i));
      }
      rows.add(full);
    }
    return rows;
  }

  private static List<List<String>> literals(Result result) {
    List<List<String>> rows = new ArrayList<>();
    for (List<@Nullable String> row : result.rows()) {
      List<String> literals = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        literals.add(WireLiterals.engine(result.columns().get(i), row.get(i)));
      }
      rows.add(literals);
    }
    return rows;
  }
}
