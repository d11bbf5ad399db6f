package io.lakehousesync.testkit.snowflake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code INSERT INTO name [(column, …)] SELECT … | VALUES (…), …}, into a plain table. Every stream
 * that the SELECT reads is consumed when the transaction commits.
 *
 * <p>Source: docs.snowflake.com, "INSERT" (/en/sql-reference/sql/insert). OVERWRITE and DEFAULT are
 * refused. With AUTOCOMMIT off it begins a transaction.
 */
record InsertStatement(QualifiedName name, Optional<List<String>> columns, SelectText source)
    implements Statement {
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
    return new InsertStatement(name, columns, SelectText.parse(TokenStream.of(source)));
  }

  /** Writes the tuples as a query. */
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

  /** Needs INSERT, and what its SELECT needs. */
  @Override
  public void authorize(StatementContext context) {
    context
        .access()
        .require(Securable.inSchema(ObjectKind.TABLE, name.table(context.session())), "INSERT");
  }

  @Override
  public Result execute(StatementContext context) {
    PlainTable table = context.catalog().requirePlainTable(name.table(context.session()));
    List<String> targets = columns.orElseGet(table::columnNames);
    for (String column : targets) {
      if (!table.columnNames().contains(column)) {
        throw SnowflakeError.invalidIdentifier(column);
      }
    }
    return context
        .session()
        .inTransaction(
            context.catalog(), transaction -> insert(table, targets, transaction, context));
  }

  private Result insert(
      PlainTable table, List<String> targets, Transaction transaction, StatementContext context) {
    List<StageStream> streams = new ArrayList<>();
    Result read =
        context
            .engine()
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
        List.of(new Column("number of rows inserted", Column.Type.FIXED, 19, 0)),
        List.of(List.of(Integer.toString(rows.size()))));
  }

  /** The rows as literals of the columns' types, in the order of the table's columns. */
  private static List<List<String>> converted(
      PlainTable table, List<String> targets, Result read, StatementContext context) {
    Map<String, String> types = new LinkedHashMap<>();
    targets.forEach(target -> types.put(target, table.engineTypes().get(target)));
    Result cast = context.engine().cast(types, literals(read), context.session());
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
