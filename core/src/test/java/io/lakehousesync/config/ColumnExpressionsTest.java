package io.lakehousesync.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.table.SyncTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters, left out columns and expressions in a configuration. */
class ColumnExpressionsTest {
  private static SyncTable table(Map<String, String> settings) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "postgres.url", "jdbc:postgresql://localhost/shop", "table.orders.target", "lake"));
    all.putAll(settings);
    return Objects.requireNonNull(SyncConfiguration.of(all).tables().get("orders"));
  }

  @Test
  void aTableHasItsFilterItsLeftOutColumnsAndItsExpressions() {
    assertThat(
            table(
                Map.of(
                    "table.orders.where",
                    "region = 'EU' AND note <> ';'",
                    "table.orders.exclude-columns",
                    "notes, phone",
                    "table.orders.expressions",
                    "email text = encode(sha256(email::bytea), 'hex');"
                        + " \"E \"\"x\" double precision = price / 2.0; sep TEXT = 'a;''b=' || E'\\';';"
                        + " total numeric( 14 ,2)=price*amount;")))
        .isEqualTo(
            SyncTable.of("orders", "lake")
                .where("region = 'EU' AND note <> ';'")
                .without("notes", "phone")
                .column("email", "encode(sha256(email::bytea), 'hex')", "text")
                .column("E \"x", "price / 2.0", "float8")
                .column("sep", "'a;''b=' || E'\\';'", "varchar")
                .column("total", "price*amount", "decimal(14,2)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"email", "email = 1", "email text", "email text =", "= 1"})
  void anotherFormIsRefused(String text) {
    assertThatThrownBy(() -> table(Map.of("table.orders.expressions", text)))
        .hasMessageContaining("table.orders.expressions")
        .hasMessageContaining("region text = 'eu-1'");
  }

  @Test
  void aWrongExpressionIsRefusedWithTheNameOfItsTable() {
    assertThatThrownBy(() -> table(Map.of("table.orders.expressions", "a text = (1")))
        .hasMessageContaining("table.orders: the expression of column a of table public.orders");
    assertThatThrownBy(() -> table(Map.of("table.orders.where", "a = 1 -- all")))
        .hasMessageContaining("table.orders: the filter of table public.orders")
        .hasMessageContaining("a comment");
  }
}
