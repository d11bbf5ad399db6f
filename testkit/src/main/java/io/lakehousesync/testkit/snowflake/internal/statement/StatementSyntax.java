package io.lakehousesync.testkit.snowflake.internal.statement;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The words with which a statement begins (its openings), and the parser of the statement. Each
 * statement declares its own syntax.
 */
public final class StatementSyntax {
  /** Parses the rest of a CREATE statement. */
  public interface CreateParser {
    /**
     * Parses what follows the kind of the object.
     *
     * @param statements checks statements that the object executes later
     */
    Statement parse(CreatePrefix prefix, TokenStream in, StatementCheck statements);
  }

  private interface Parser {
    Statement parse(TokenStream in, List<String> opening, StatementCheck statements);
  }

  private final List<List<String>> openings;
  private final Parser parser;

  private StatementSyntax(List<List<String>> openings, Parser parser) {
    this.openings = openings;
    this.parser = parser;
  }

  /** Declares a statement whose parser begins after the opening words. */
  public static StatementSyntax of(
      Function<TokenStream, ? extends Statement> parser, String... openings) {
    return new StatementSyntax(
        split(openings),
        (in, opening, statements) -> {
          in.skip(opening.size());
          return parser.apply(in);
        });
  }

  /** Declares a statement whose parser begins with the opening words. */
  public static StatementSyntax whole(
      Function<TokenStream, ? extends Statement> parser, String... openings) {
    return new StatementSyntax(split(openings), (in, opening, statements) -> parser.apply(in));
  }

  /** Declares {@code CREATE [OR REPLACE] kind [IF NOT EXISTS]}. */
  public static StatementSyntax create(
      String kind, BiFunction<CreateMode, TokenStream, ? extends Statement> parser) {
    return create(kind, (prefix, in, statements) -> parser.apply(prefix.mode(), in));
  }

  /** Declares {@code CREATE [OR REPLACE] kind}. The parser begins after the kind. */
  public static StatementSyntax create(String kind, CreateParser parser) {
    return new StatementSyntax(
        split("CREATE " + kind),
        (in, opening, statements) -> {
          in.expect("CREATE");
          boolean orReplace = in.accept("OR", "REPLACE");
          in.expect(kind.split(" "));
          return parser.parse(new CreatePrefix(in, orReplace), in, statements);
        });
  }

  private static List<List<String>> split(String... openings) {
    return Stream.of(openings).map(opening -> List.of(opening.split(" "))).toList();
  }

  /** Returns an opening for each kind of object. */
  public static String[] openings(String verb, Collection<ObjectKind> kinds) {
    return kinds.stream()
        .map(kind -> verb + " " + String.join(" ", kind.words()))
        .toArray(String[]::new);
  }

  /** Returns the openings. {@code OR REPLACE} may follow a CREATE, and is not part of them. */
  public List<List<String>> openings() {
    return openings;
  }

  /** Returns whether a statement begins with an opening. */
  public static boolean matches(List<String> opening, TokenStream in) {
    return matching(opening, in) == written(opening, in).size();
  }

  /** Returns how many words of an opening match the beginning of a statement. */
  public static int matching(List<String> opening, TokenStream in) {
    return in.matching(written(opening, in));
  }

  private static List<String> written(List<String> opening, TokenStream in) {
    if (!opening.get(0).equals("CREATE") || !in.isNext("CREATE", "OR", "REPLACE")) {
      return opening;
    }
    List<String> withReplace = new ArrayList<>(opening);
    withReplace.addAll(1, List.of("OR", "REPLACE"));
    return withReplace;
  }

  /**
   * Parses a statement that begins with an opening.
   *
   * @param statements checks statements that are executed later
   * @throws SnowflakeError 001003 if the statement is outside of the stand-in's subset of SQL
   */
  public Statement parse(TokenStream in, List<String> opening, StatementCheck statements) {
    return parser.parse(in, opening, statements);
  }
}
