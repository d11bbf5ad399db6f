package io.lakehousesync.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of a filter ends where it began. */
class RowFilterTextTest {
  private static final SyncTable TABLE = SyncTable.of("public.t", "public.lake");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deleted_at IS NULL AND region = 'EU'",
        "(a = 1 OR (b = 2)) AND tags[1] = 'x'",
        "note = 'it''s ; -- /* ( $1 ? {'",
        "note = E'it\\'s ; --'",
        "note ~ '^\\d+$'",
        "\"a\"\"b;(\" > 1",
        "length(note)>-1",
        "price * 2 / 3 - 1 > 0",
        "e'x' = note",
      })
  void aSingleExpressionIsAccepted(String filter) {
    assertThat(TABLE.where(filter).where()).contains(filter);
  }

  /** PostgreSQL reads the second part with the escapes of the first. */
  @Test
  void aLiteralThatContinuesOnAnotherLineIsRefused() {
    assertThatThrownBy(() -> TABLE.where("a = E'a'\n'\\'') OR (true'"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a literal that continues");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true) OR (true | ')' without its '('",
        "(true | '(' without its ')'",
        "a[1 = 2 | '[' without its ']'",
        "(a[1) = 2] | ')' without its '('",
        "true; DROP TABLE t | ';', which ends a statement",
        "true -- rest | a comment",
        "true /* rest | a comment",
        "a = '1 | a quote that does not end",
        "a = '1''' ' | a quote that does not end",
        "a = E'\\'  | a quote that does not end",
        "\"a = 1 | a quote that does not end",
        "a = $$x$$ | '$' outside of quotes",
        "a = $1 | '$' outside of quotes",
        "tags ? 'x' | '?', which is a parameter",
        "{fn now()} | '{' outside of quotes",
        "U&\"d\\0061t\" = 1 | a Unicode escape",
        "a = u&'\\0061' | a Unicode escape",
        "lakehouse_sync_row IS NULL | reserved for this library",
        "\"LAKEHOUSE_SYNC.checkpoint\" > 1 | reserved for this library",
      })
  void anythingElseIsRefused(String filter, String why) {
    assertThatThrownBy(() -> TABLE.where(filter))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the filter of table public.t must be a single SQL expression")
        .hasMessageContaining(why);
  }

  @Test
  void aBlankFilterIsRefusedAndSpacesAroundAFilterDoNotCount() {
    assertThatThrownBy(() -> TABLE.where(" \n")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> TABLE.where("a = '\0'")).hasMessageContaining("control character");
    assertThat(TABLE.where(" a = 1\n")).isEqualTo(TABLE.where("a = 1")).isNotEqualTo(TABLE);
  }
}
