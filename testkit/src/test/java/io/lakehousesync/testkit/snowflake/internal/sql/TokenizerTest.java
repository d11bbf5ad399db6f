package io.lakehousesync.testkit.snowflake.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.testkit.snowflake.internal.sql.Token.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {
  private static List<String> values(String sql) {
    List<Token> tokens = Tokenizer.tokenize(sql);
    return tokens.subList(0, tokens.size() - 1).stream().map(Token::value).toList();
  }

  @Test
  void foldsWordsButNotQuotedIdentifiers() {
    assertThat(values("alter \"Ta\"\"ble\" t_1$x")).containsExactly("ALTER", "Ta\"ble", "T_1$X");
  }

  @Test
  void readsStringsWithDoubledQuotesAndBackslashes() {
    assertThat(values("'it''s' 'a\\'b' 'c\\\\' 'x\\ny' 'q\\z'"))
        .containsExactly("it's", "a'b", "c\\", "x\ny", "qz");
  }

  @Test
  void readsDollarStringsWithoutEscapes() {
    assertThat(values("$$it's \\n$$")).containsExactly("it's \\n");
  }

  @Test
  void leavesCommentsOut() {
    assertThat(values("a -- b\n c // d\n /* e ' */ f")).containsExactly("A", "C", "F");
  }

  @Test
  void readsNumbersAndSymbols() {
    assertThat(values("1.5e-3 2E9 1.5=>.5::x||?<>2"))
        .containsExactly("1.5e-3", "2E9", "1.5", "=>", ".5", "::", "X", "||", "?", "<>", "2");
  }

  @Test
  void endsWithAnEndToken() {
    assertThat(Tokenizer.tokenize("")).extracting(Token::kind).containsExactly(Kind.END);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 'open | position 7 unexpected '''",
        "SELECT \"open | position 7 unexpected '\"'",
        "SELECT \"\" | position 7 unexpected '\"'",
        "SELECT /* open | position 7 unexpected '/*'",
        "SELECT 1e | position 8 unexpected 'e'",
        "SELECT 1e2e3 | position 10 unexpected 'e'",
        "SELECT 1_000 | position 8 unexpected '_'",
        "SELECT 1a | position 8 unexpected 'a'",
        "SELECT 'a\\u00e4' | position 9 unexpected '\\u'",
        "SELECT # | position 7 unexpected '#'"
      })
  void reportsThePositionOfAnInvalidToken(String sql, String message) {
    assertThatThrownBy(() -> Tokenizer.tokenize(sql))
        .isInstanceOf(SnowflakeError.class)
        .hasMessageContaining("syntax error line 1 at " + message);
  }

  @Test
  void countsLinesFromOneAndPositionsFromZero() {
    assertThatThrownBy(() -> Tokenizer.tokenize("SELECT\n  #"))
        .hasMessageContaining("syntax error line 2 at position 2 unexpected '#'.");
  }
}
