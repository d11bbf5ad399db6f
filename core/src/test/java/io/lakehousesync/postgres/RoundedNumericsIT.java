package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.VerifyReport;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The doctor and a verification report each numeric that pg_lake stores as double precision: also
 * in domains, in arrays, and in arrays of domains.
 */
class RoundedNumericsIT {
  private static final SyncTable TABLE =
      SyncTable.of("core_it.t", "core_it.lake").mode(WriteMode.UPSERT);

  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());

  private static void create(String type) throws SQLException {
    TestSchema.recreate(
        """
        CREATE DOMAIN core_it.amount AS numeric;
        CREATE DOMAIN core_it.fee AS core_it.amount;
        CREATE DOMAIN core_it.amounts AS numeric[];
        CREATE DOMAIN core_it.fees AS core_it.fee[];
        CREATE DOMAIN core_it.wide AS numeric(39, 2);
        CREATE DOMAIN core_it.price AS numeric(12, 2);
        CREATE DOMAIN core_it.prices AS numeric(12, 2)[];
        CREATE TYPE core_it.money AS (currency text, amount core_it.fee[]);
        CREATE TABLE core_it.t (id int PRIMARY KEY, v %s)
        """
            .formatted(type));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "numeric; 0.1234567890123456789",
        "numeric(40, 2); 12345678901234567890.12",
        "numeric(10, 39); 0.0000000000000000000000000000000000001",
        "numeric[]; {0.1234567890123456789,NULL}",
        "numeric(40, 2)[]; {12345678901234567890.12}",
        "core_it.amount; 0.1234567890123456789",
        "core_it.fee; 0.1234567890123456789",
        "core_it.wide; 12345678901234567890.12",
        "core_it.amounts; {0.1234567890123456789}",
        "core_it.amount[]; {0.1234567890123456789}",
        "core_it.fee[]; {0.1234567890123456789}",
        "core_it.wide[]; {12345678901234567890.12}",
        "core_it.fees; {0.1234567890123456789}"
      })
  void isReported(String type, String value) throws SQLException {
    create(type);
    setup.apply(List.of(TABLE));
    TestSchema.execute("INSERT INTO core_it.t VALUES (1, '%s'), (2, NULL)".formatted(value));
    VerifiedTables.copy(TABLE);

    VerifyReport report = PgLakeVerifier.of(TestSchema.postgres()).verify(TABLE);
    Finding finding = finding().orElseThrow();

    assertThat(
            TestSchema.rows(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
                    + " WHERE attrelid = 'core_it.lake'::regclass AND attname = 'v'"))
        .first()
        .asString()
        .startsWith("double precision");
    assertThat(report.agrees()).isTrue();
    assertThat(report.notes())
        .containsExactly(
            "Column \"v\" is compared as double precision, to which pg_lake rounds it.");
    assertThat(finding.what())
        .startsWith("Column v of \"core_it\".\"t\" is ")
        .endsWith(": pg_lake stores it as double precision, which rounds.");

    TestSchema.execute(finding.cure().substring(0, finding.cure().indexOf(", and create")));
    TestSchema.execute("DROP TABLE core_it.lake");
    setup.apply(List.of(TABLE));
    assertThat(finding()).isEmpty();
  }

  @Test
  void isReportedInAComposite() throws SQLException {
    create("core_it.money[]");

    assertThat(finding())
        .hasValueSatisfying(
            finding ->
                assertThat(finding.what()).contains(" is of a composite type with a numeric "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "numeric(38, 38)",
        "numeric(12, 2)[]",
        "core_it.price",
        "core_it.price[]",
        "core_it.prices",
        "double precision[]"
      })
  void isNotReportedIfIcebergHoldsIt(String type) throws SQLException {
    create(type);
    setup.apply(List.of(TABLE));
    TestSchema.execute(
        "INSERT INTO core_it.t VALUES (1, '%s')".formatted(isArray(type) ? "{0.12,NULL}" : "0.12"));
    VerifiedTables.copy(TABLE);

    VerifyReport report = PgLakeVerifier.of(TestSchema.postgres()).verify(TABLE);

    assertThat(report.agrees()).isTrue();
    assertThat(report.notes()).isEmpty();
    assertThat(finding()).isEmpty();
  }

  private static boolean isArray(String type) {
    return type.endsWith("[]") || type.equals("core_it.prices");
  }

  private static Optional<Finding> finding() {
    return PgLakeDoctor.of(TestSchema.postgres()).examine(List.of(TABLE)).stream()
        .filter(finding -> finding.code().equals("numeric-becomes-double"))
        .findFirst();
  }
}
