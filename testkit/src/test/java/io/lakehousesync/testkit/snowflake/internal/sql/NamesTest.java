package io.lakehousesync.testkit.snowflake.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void qualifiedNamesInStringsFollowTheRulesOfIdentifiers() {
    assertThat(QualifiedName.parseString("db.\"Sch.ema\".t").parts())
        .isEqualTo(List.of("DB", "Sch.ema", "T"));
    assertThatThrownBy(() -> QualifiedName.parseString("a.b.c.d"))
        .isInstanceOf(SnowflakeError.class)
        .hasMessageContaining("unexpected '.'");
    assertThatThrownBy(() -> QualifiedName.parseString("a b"))
        .hasMessageContaining("unexpected 'b'");
  }

  @Test
  void theSessionCompletesAName() {
    NameScope session = new FixedScope("D", "S");
    assertThat(QualifiedName.parseString("t").resolve(session)).hasToString("D.S.T");
    assertThat(QualifiedName.parseString("x.t").resolve(session)).hasToString("D.X.T");
    assertThat(QualifiedName.parseString("y.x.t").resolve(session)).hasToString("Y.X.T");
  }

  @Test
  void likeIgnoresCaseAndKnowsWildcards() {
    assertThat(new LikePattern("iceberg_%").matches("ICEBERG_STORES")).isTrue();
    assertThat(new LikePattern("iceberg_st%").matches("ICEBERGXSTORES")).isTrue();
    assertThat(new LikePattern("a.c").matches("ABC")).isFalse();
    assertThat(new LikePattern("stores").matches("ICEBERG_STORES")).isFalse();
  }

  private record FixedScope(String requireDatabase, String requireSchema) implements NameScope {}
}
