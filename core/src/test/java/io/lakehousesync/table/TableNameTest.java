package io.lakehousesync.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableNameTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "stores, public, stores",
        "Retail.Stores, retail, stores",
        "\"Odd Schema\".\"A.b\", Odd Schema, A.b",
        "\"say \"\"hi\"\"\".t, 'say \"hi\"', t",
        "straße.größe, straße, größe",
      })
  void readsNamesAsPostgresqlDoes(String text, String schema, String name) {
    assertThat(TableName.parse(text)).isEqualTo(new TableName(schema, name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "a.", ".a", "a.b.c", "a b", "\"a", "a\"b\"", "1a", "a;drop", "a\n"})
  void rejectsInvalidNames(String text) {
    assertThatThrownBy(() -> TableName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is not a table name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"public.stores", "\"Odd Schema\".\"A.b\"", "\"say \"\"hi\"\"\".t"})
  void writesWhatItReads(String text) {
    assertThat(TableName.parse(text)).hasToString(text);
  }

  @Test
  void rejectsAnEmptyPart() {
    assertThatThrownBy(() -> new TableName("", "t"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a schema and a name");
  }

  @Test
  void readsNamesOfAnyLength() {
    String name = "x\"".repeat(500_000);
    String quoted = '"' + name.replace("\"", "\"\"") + '"';

    assertThat(TableName.parse(quoted).name()).isEqualTo(name);
    assertThatThrownBy(() -> TableName.parse(quoted + '"'))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a table name");
  }
}
