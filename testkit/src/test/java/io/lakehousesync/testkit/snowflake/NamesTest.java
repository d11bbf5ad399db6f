package io.lakehousesync.testkit.snowflake;

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
    Session session = new Session("1");
    session.use("D", "S");
    assertThat(QualifiedName.parseString("t").table(session)).hasToString("D.S.T");
    assertThat(QualifiedName.parseString("x.t").table(session)).hasToString("D.X.T");
    assertThat(QualifiedName.parseString("y.x.t").table(session)).hasToString("Y.X.T");
  }

  @Test
  void likeIgnoresCaseAndKnowsWildcards() {
    assertThat(new LikePattern("iceberg_%").matches("ICEBERG_STORES")).isTrue();
    assertThat(new LikePattern("iceberg_st%").matches("ICEBERGXSTORES")).isTrue();
    assertThat(new LikePattern("a.c").matches("ABC")).isFalse();
    assertThat(new LikePattern("stores").matches("ICEBERG_STORES")).isFalse();
  }

  @Test
  void metadataPathsJoinTheBaseUrlWithOrWithoutItsSlash() {
    assertThat(MetadataPath.resolve("a/b.metadata.json", new ExternalVolume("V", "s3://lake")))
        .isEqualTo("s3://lake/a/b.metadata.json");
    assertThat(MetadataPath.resolve("b.metadata.json", new ExternalVolume("V", "s3://lake/a/")))
        .isEqualTo("s3://lake/a/b.metadata.json");
    assertThatThrownBy(() -> new ExternalVolume("V", "gcs://lake/"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not an s3:// URL: gcs://lake/");
  }
}
