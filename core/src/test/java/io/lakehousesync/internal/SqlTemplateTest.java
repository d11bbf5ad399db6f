package io.lakehousesync.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SqlTemplateTest {
  @Test
  void fillsEachOccurrenceOfAPlace() {
    assertThat(
            SqlTemplate.of("SELECT {column} FROM {table} ORDER BY {column} LIMIT {rows}")
                .with("column", "\"id\"")
                .with("table", "\"public\".\"t\"")
                .with("rows", 10)
                .sql())
        .isEqualTo("SELECT \"id\" FROM \"public\".\"t\" ORDER BY \"id\" LIMIT 10");
  }

  @Test
  void doesNotSearchValuesForPlacesOrBackReferences() {
    assertThat(SqlTemplate.of("{a} {b}").with("a", "'{b} $1 \\'").with("b", "2").sql())
        .isEqualTo("'{b} $1 \\' 2");
  }

  @Test
  void keepsBracesThatAreNotAPlace() {
    assertThat(SqlTemplate.of("'{}' '{1,2}' {a}").with("a", "x").sql()).isEqualTo("'{}' '{1,2}' x");
  }

  @Test
  void refusesAPlaceWithoutValue() {
    assertThatThrownBy(() -> SqlTemplate.of("SELECT {column}").sql())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no value for {column} in: SELECT {column}");
  }

  @Test
  void refusesAValueWithoutPlace() {
    assertThatThrownBy(() -> SqlTemplate.of("SELECT 1").with("column", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no place {column} in: SELECT 1");
  }

  @Test
  void refusesASecondValue() {
    SqlTemplate once = SqlTemplate.of("{a}").with("a", "1");

    assertThatThrownBy(() -> once.with("a", "2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two values for {a} in: {a}");
  }
}
