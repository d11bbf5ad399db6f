package io.lakehousesync.snowflake.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.spi.MetadataLocation;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {
  @Test
  void aStringCannotEndItsLiteral() {
    assertThat(Literals.string("a'b\\'c")).isEqualTo("'a''b\\\\''c'");
  }

  @Test
  void aNameCannotEndItsIdentifier() {
    assertThat(Literals.identifier("a\"b")).isEqualTo("\"a\"\"b\"");
  }

  @Test
  void namesFoldToUpperCaseUnlessQuoted() {
    SnowflakeName name = SnowflakeName.parse("retail.\"Odd.Schema\".stores");

    assertThat(name.parts()).containsExactly("RETAIL", "Odd.Schema", "STORES");
    assertThat(name.sql()).isEqualTo("\"RETAIL\".\"Odd.Schema\".\"STORES\"");
    assertThat(name).hasToString("RETAIL.\"Odd.Schema\".STORES");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\n", "a.b.c.d", "a b", "a'b", "\"a", "a."})
  void rejectsInvalidNames(String text) {
    assertThatThrownBy(() -> SnowflakeName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a Snowflake name");
  }

  @Test
  void aBareNameIsCompletedByTheNamespace() {
    assertThat(SnowflakeName.parse("t").in(List.of("D", "S"))).hasToString("D.S.T");
    assertThat(SnowflakeName.parse("x.t").in(List.of("D", "S"))).hasToString("X.T");
  }

  @Test
  void readsTheMetadataLocationFromTheTableInformation() throws SQLException {
    assertThat(
            TableInformation.metadataLocation(
                "{\"metadataLocation\":\"s3:\\/\\/lake\\/\\u00fc\\\"x.metadata.json\",\"status\":\"success\"}"))
        .isEqualTo(new MetadataLocation("s3://lake/ü\"x.metadata.json"));
  }

  @Test
  void tableInformationWithoutALocationIsAnError() {
    assertThatThrownBy(() -> TableInformation.metadataLocation("{\"status\":\"failed\"}"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("{\"status\":\"failed\"}");
  }
}
