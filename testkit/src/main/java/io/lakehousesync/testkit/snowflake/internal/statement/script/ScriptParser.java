package io.lakehousesync.testkit.snowflake.internal.statement.script;

import io.lakehousesync.testkit.snowflake.internal.pipeline.ScriptStep;
import io.lakehousesync.testkit.snowflake.internal.pipeline.ScriptText;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.Token;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementCheck;
import io.lakehousesync.testkit.snowflake.internal.value.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Parses the body of a procedure: {@code [DECLARE {name type [{:= | DEFAULT} expression] | name
 * EXCEPTION (number, 'message')}; …] BEGIN … END}. SQL statements inside must be in the stand-in's
 * subset.
 *
 * <p>Sources on docs.snowflake.com: "Snowflake Scripting blocks"
 * (/en/developer-guide/snowflake-scripting/blocks), "Handling exceptions"
 * (/en/developer-guide/snowflake-scripting/exceptions). Loops, cursors, result sets, nested blocks
 * and exception handlers are rejected.
 */
public final class ScriptParser {
  private final TokenStream in;
  private final StatementCheck statements;
  private final Map<String, ScriptStep.Raise> exceptions = new HashMap<>();

  private ScriptParser(TokenStream in, StatementCheck statements) {
    this.in = in;
    this.statements = statements;
  }

  /**
   * Parses a body.
   *
   * @param statements checks the SQL statements inside
   * @throws SnowflakeError 001003 if the body is outside of the stand-in's subset
   */
  public static List<ScriptStep> parse(String body, StatementCheck statements) {
    return new ScriptParser(TokenStream.of(body), statements).block();
  }

  private List<ScriptStep> block() {
    List<ScriptStep> steps = new ArrayList<>();
    if (in.accept("DECLARE")) {
      while (!in.isNext("BEGIN")) {
        declaration().ifPresent(steps::add);
      }
    }
    in.expect("BEGIN");
    steps.addAll(steps());
    in.expect("END");
    in.end();
    return steps;
  }

  /** Parses a declaration. Returns the step that declares a variable; empty for an exception. */
  private Optional<ScriptStep> declaration() {
    int offset = in.peek().offset();
    String name = in.identifier();
    if (in.accept("EXCEPTION")) {
      exceptions.put(name, exception(name));
      return Optional.empty();
    }
    DataType type = DataType.parse(in);
    Optional<ScriptText> value =
        in.acceptSymbol(":=") || in.accept("DEFAULT")
            ? Optional.of(until(token -> token.isSymbol(";")))
            : Optional.empty();
    in.expectSymbol(";");
    return Optional.of(new ScriptStep.Assign(offset, name, Optional.of(type), value));
  }

  private ScriptStep.Raise exception(String name) {
    in.expectSymbol("(");
    in.expectSymbol("-");
    String number = "-" + in.integer();
    if (!number.matches("-20\\d{3}")) {
      throw SnowflakeError.notSupported(
          "the number of exception %s is %s, not within -20999 to -20000".formatted(name, number));
    }
    in.expectSymbol(",");
    String message = in.string();
    in.expectSymbol(")");
    in.expectSymbol(";");
    return new ScriptStep.Raise(0, name, number, message);
  }

  private ScriptStep raise(int offset) {
    String name = in.identifier();
    ScriptStep.Raise exception = exceptions.get(name);
    if (exception == null) {
      throw SnowflakeError.invalidIdentifier(name);
    }
    return new ScriptStep.Raise(offset, name, exception.number(), exception.message());
  }

  private List<ScriptStep> steps() {
    List<ScriptStep> steps = new ArrayList<>();
    do {
      steps.add(step());
      in.expectSymbol(";");
    } while (!in.isNext("END") && !in.isNext("ELSE") && !in.isNext("ELSEIF"));
    return steps;
  }

  private ScriptStep step() {
    int offset = in.peek().offset();
    if (in.accept("IF")) {
      return choice(offset);
    }
    if (in.accept("RETURN")) {
      return new ScriptStep.Return(offset, expression());
    }
    if (in.accept("RAISE")) {
      return raise(offset);
    }
    if (in.accept("EXECUTE", "IMMEDIATE")) {
      return new ScriptStep.Immediate(offset, expression());
    }
    if (in.accept("LET")) {
      return let(offset);
    }
    if (in.isNext("BEGIN") && !in.isNext("BEGIN", "TRANSACTION") && !in.isNext("BEGIN", "WORK")) {
      throw in.unexpected();
    }
    if (in.isAssignment()) {
      String name = in.identifier();
      in.expectSymbol(":=");
      return new ScriptStep.Assign(offset, name, Optional.empty(), Optional.of(expression()));
    }
    return sql(offset);
  }

  private ScriptStep let(int offset) {
    String name = in.identifier();
    Optional<DataType> type =
        in.peek().isSymbol(":=") || in.isNext("DEFAULT")
            ? Optional.empty()
            : Optional.of(DataType.parse(in));
    if (!in.accept("DEFAULT")) {
      in.expectSymbol(":=");
    }
    return new ScriptStep.Assign(
        offset, name, Optional.of(type.orElse(DataType.UNKNOWN)), Optional.of(expression()));
  }

  private ScriptStep choice(int offset) {
    List<ScriptStep.Branch> branches = new ArrayList<>();
    do {
      ScriptText condition = until(token -> token.isWord("THEN"));
      if (!condition.tokens().get(0).isSymbol("(")) {
        throw in.unexpected();
      }
      in.expect("THEN");
      branches.add(new ScriptStep.Branch(condition, steps()));
    } while (in.accept("ELSEIF"));
    List<ScriptStep> otherwise = in.accept("ELSE") ? steps() : List.of();
    in.expect("END", "IF");
    return new ScriptStep.Choice(offset, branches, otherwise);
  }

  private ScriptText expression() {
    return until(token -> token.isSymbol(";"));
  }

  private ScriptStep sql(int offset) {
    ScriptText written = expression();
    boolean select = written.tokens().get(0).isWord("SELECT");
    int into = select ? indexOfInto(written.tokens()) : -1;
    ScriptStep.Sql step =
        into < 0
            ? new ScriptStep.Sql(offset, written, written.text(), List.of())
            : selectInto(offset, written, into);
    statements.check(step.sql().bindStatement(any -> ScriptValue.nullOf(DataType.VARCHAR).sql()));
    return step;
  }

  private static int indexOfInto(List<Token> tokens) {
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      depth += depthChange(tokens.get(i));
      if (depth == 0 && tokens.get(i).isWord("INTO")) {
        return i;
      }
    }
    return -1;
  }

  /** Removes the INTO. The remaining text keeps its position in the body. */
  private ScriptStep.Sql selectInto(int offset, ScriptText written, int into) {
    List<Token> tokens = written.tokens();
    List<String> names = new ArrayList<>();
    int next = into;
    do {
      if (next + 2 >= tokens.size()) {
        throw in.unexpected();
      }
      if (!tokens.get(next + 1).isSymbol(":") || !tokens.get(next + 2).isIdentifier()) {
        throw in.unexpected();
      }
      names.add(tokens.get(next + 2).value());
      next += 3;
    } while (next < tokens.size() && tokens.get(next).isSymbol(","));
    String blank = " ".repeat(end(tokens.get(next - 1)) - tokens.get(into).offset());
    String body =
        written.body().substring(0, tokens.get(into).offset())
            + blank
            + written.body().substring(end(tokens.get(next - 1)));
    List<Token> rest = new ArrayList<>(tokens.subList(0, into));
    rest.addAll(tokens.subList(next, tokens.size()));
    return new ScriptStep.Sql(offset, new ScriptText(body, rest), written.text(), names);
  }

  private static int end(Token token) {
    return token.offset() + token.text().length();
  }

  /**
   * Reads the tokens up to an end token that is not in parentheses. At least one token must precede
   * the end token.
   */
  private ScriptText until(Predicate<Token> end) {
    List<Token> tokens = new ArrayList<>();
    int depth = 0;
    while (depth > 0 || !end.test(in.peek())) {
      Token token = in.take();
      depth += depthChange(token);
      tokens.add(token);
    }
    if (tokens.isEmpty()) {
      throw in.unexpected();
    }
    return new ScriptText(in.sql(), tokens);
  }

  private static int depthChange(Token token) {
    return token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0;
  }
}
