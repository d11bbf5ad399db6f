package io.lakehousesync.postgres.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcebergTypesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "integer|integer",
        "bigint|smallint",
        "double precision|real",
        "text|uuid",
        "text[]|integer[]",
        "numeric(19,0)|bigint",
        "numeric(12,4)|numeric(8,2)",
        "double precision|numeric",
        "double precision|numeric(40,2)",
        "double precision|numeric(38,-1)",
        "double precision|numeric(10,39)",
        "double precision[]|numeric[]",
        "double precision[]|numeric(39,0)[]",
        "character varying|character varying(10)",
        "character varying(10)|character varying(10)",
        "character varying(11)|character varying(10)",
        "timestamp without time zone|timestamp(3) without time zone",
      })
  void holds(String iceberg, String heap) {
    assertThat(IcebergTypes.holds(iceberg, heap)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "integer|bigint",
        "integer|text",
        "real|integer",
        "numeric(18,0)|bigint",
        "numeric(12,4)|numeric(12,2)",
        "numeric(12,2)|numeric(8,3)",
        "double precision|numeric(38,2)",
        "double precision|numeric(37,-1)",
        "double precision|numeric(10,38)",
        "double precision[]|numeric(38,2)[]",
        "double precision[]|numeric",
        "double precision|numeric[]",
        "character varying(9)|character varying(10)",
        "integer[]|integer",
        "timestamp with time zone|timestamp without time zone",
      })
  void doesNotHold(String iceberg, String heap) {
    assertThat(IcebergTypes.holds(iceberg, heap)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "smallint|integer|true",
        "integer|bigint|true",
        "real|double precision|true",
        "numeric(10,2)|numeric(12,2)|true",
        "numeric(10,2)|numeric(10,2)|false",
        "numeric(10,2)|numeric(12,3)|false",
        "numeric(12,2)|numeric(10,2)|false",
        "numeric(12,2)|numeric(39,2)|false",
        "bigint|integer|false",
        "integer|text|false",
        "text|text|false",
      })
  void canWiden(String iceberg, String wanted, boolean can) {
    assertThat(IcebergTypes.canWiden(iceberg, wanted)).isEqualTo(can);
  }
}
