package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads each Iceberg type through the getters of the real driver. */
class ColumnTypesIT {
  private static final UUID SOME_UUID = UUID.fromString("0b5e8d3c-6f0b-4f0e-9a55-1f2d3c4b5a69");

  @TempDir static Path directory;
  private static StandIn standIn;
  private static Connection connection;
  private static ResultSet row;
  private static ResultSet nulls;

  @BeforeAll
  static void start() throws Exception {
    standIn = new StandIn(directory);
    Properties properties = standIn.properties();
    connection = java.sql.DriverManager.getConnection(standIn.snowflake.jdbcUrl(), properties);
    Table table = standIn.newTable("types", schema());
    @Nullable Object[] none = new Object[schema().columns().size()];
    new TableWriter(table).append(values(), none);
    execute(connection, register("types", table));
    row = query("SELECT * FROM types WHERE a_string IS NOT NULL");
    nulls = query("SELECT * FROM types WHERE a_string IS NULL");
  }

  private static Schema schema() {
    return new Schema(
        NestedField.optional(1, "an_int", org.apache.iceberg.types.Types.IntegerType.get()),
        NestedField.optional(2, "a_long", org.apache.iceberg.types.Types.LongType.get()),
        NestedField.optional(3, "a_float", org.apache.iceberg.types.Types.FloatType.get()),
        NestedField.optional(4, "a_double", org.apache.iceberg.types.Types.DoubleType.get()),
        NestedField.optional(5, "a_decimal", org.apache.iceberg.types.Types.DecimalType.of(38, 9)),
        NestedField.optional(6, "a_boolean", org.apache.iceberg.types.Types.BooleanType.get()),
        NestedField.optional(7, "a_date", org.apache.iceberg.types.Types.DateType.get()),
        NestedField.optional(8, "a_time", org.apache.iceberg.types.Types.TimeType.get()),
        NestedField.optional(
            9, "a_timestamp", org.apache.iceberg.types.Types.TimestampType.withoutZone()),
        NestedField.optional(
            10, "a_timestamptz", org.apache.iceberg.types.Types.TimestampType.withZone()),
        NestedField.optional(11, "a_string", org.apache.iceberg.types.Types.StringType.get()),
        NestedField.optional(12, "a_uuid", org.apache.iceberg.types.Types.UUIDType.get()),
        NestedField.optional(13, "a_fixed", org.apache.iceberg.types.Types.FixedType.ofLength(3)),
        NestedField.optional(14, "a_binary", org.apache.iceberg.types.Types.BinaryType.get()));
  }

  private static Object[] values() {
    return new Object[] {
      Integer.MIN_VALUE,
      Long.MAX_VALUE,
      1.5f,
      -2.25e100,
      new BigDecimal("12345678901234567890123456789.123456789"),
      true,
      LocalDate.of(1969, 12, 31),
      LocalTime.of(23, 59, 59, 999_999_000),
      LocalDateTime.of(1950, 1, 2, 3, 4, 5, 678_901_000),
      OffsetDateTime.parse("2026-11-22T12:34:56.789012Z"),
      "snow ❄ \"quoted\" \\ 'x'",
      SOME_UUID,
      new byte[] {1, 2, (byte) 0xff},
      ByteBuffer.wrap(new byte[] {0, 9})
    };
  }

  private static ResultSet query(String sql) throws SQLException {
    ResultSet result = connection.createStatement().executeQuery(sql);
    assertThat(result.next()).isTrue();
    return result;
  }

  @AfterAll
  static void stop() throws SQLException {
    connection.close();
    standIn.close();
  }

  @Test
  void readsNumbers() throws SQLException {
    assertThat(row.getInt("AN_INT")).isEqualTo(Integer.MIN_VALUE);
    assertThat(row.getLong("A_LONG")).isEqualTo(Long.MAX_VALUE);
    assertThat(row.getFloat("A_FLOAT")).isEqualTo(1.5f);
    assertThat(row.getDouble("A_DOUBLE")).isEqualTo(-2.25e100);
    assertThat(row.getBigDecimal("A_DECIMAL"))
        .isEqualTo(new BigDecimal("12345678901234567890123456789.123456789"));
  }

  @Test
  void readsBooleansAndText() throws SQLException {
    assertThat(row.getBoolean("A_BOOLEAN")).isTrue();
    assertThat(row.getString("A_STRING")).isEqualTo("snow ❄ \"quoted\" \\ 'x'");
    assertThat(row.getString("A_UUID")).isEqualTo(SOME_UUID.toString());
  }

  @Test
  void readsDatesAndTimes() throws SQLException {
    assertThat(row.getDate("A_DATE").toLocalDate()).isEqualTo(LocalDate.of(1969, 12, 31));
    assertThat(row.getString("A_TIME")).isEqualTo("23:59:59");
    assertThat(row.getTimestamp("A_TIMESTAMP").toLocalDateTime())
        .isEqualTo(LocalDateTime.of(1950, 1, 2, 3, 4, 5, 678_901_000));
    assertThat(row.getTimestamp("A_TIMESTAMPTZ").toInstant())
        .isEqualTo(Instant.parse("2026-11-22T12:34:56.789012Z"));
  }

  @Test
  void readsBytes() throws SQLException {
    assertThat(row.getBytes("A_FIXED")).containsExactly(1, 2, 0xff);
    assertThat(row.getBytes("A_BINARY")).containsExactly(0, 9);
  }

  @Test
  void readsNullOfEveryType() throws SQLException {
    for (NestedField field : schema().columns()) {
      assertThat(nulls.getObject(field.name().toUpperCase(Locale.ROOT))).as(field.name()).isNull();
    }
  }

  @Test
  void reportsSnowflakesTypes() throws SQLException {
    ResultSetMetaData metadata = row.getMetaData();
    List<Integer> types =
        List.of(
            Types.BIGINT,
            Types.BIGINT,
            Types.DOUBLE,
            Types.DOUBLE,
            Types.DECIMAL,
            Types.BOOLEAN,
            Types.DATE,
            Types.TIME,
            Types.TIMESTAMP,
            Types.TIMESTAMP,
            Types.VARCHAR,
            Types.VARCHAR,
            Types.BINARY,
            Types.BINARY);
    for (int i = 0; i < types.size(); i++) {
      assertThat(metadata.getColumnType(i + 1))
          .as(metadata.getColumnLabel(i + 1))
          .isEqualTo(types.get(i));
    }
    assertThat(metadata.getPrecision(1)).isEqualTo(10);
    assertThat(metadata.getPrecision(2)).isEqualTo(19);
    assertThat(metadata.getPrecision(5)).isEqualTo(38);
    assertThat(metadata.getScale(5)).isEqualTo(9);
    assertThat(metadata.getColumnTypeName(9)).isEqualTo("TIMESTAMPNTZ");
    assertThat(metadata.getColumnTypeName(10)).isEqualTo("TIMESTAMPLTZ");
  }

  @Test
  void castsToDatesInTheTimeZoneOfTheSession() throws SQLException {
    String sql = "SELECT CAST(CAST('2026-01-01T01:00:00Z' AS TIMESTAMP_LTZ) AS DATE) AS d";
    assertThat(query(sql).getString(1)).isEqualTo("2025-12-31");
    try (Connection utc = standIn.connect()) {
      execute(utc, "ALTER SESSION SET TIMEZONE = 'UTC'");
      assertThat(StandIn.rows(utc, sql)).containsExactly("2026-01-01");
    }
  }

  @Test
  void bindsValuesOfEveryType() throws SQLException {
    String sql =
        """
        SELECT COUNT(*) FROM types
        WHERE an_int = ? AND a_double = ? AND a_boolean = ? AND a_date = ? AND a_string = ?
          AND a_timestamptz = ? AND a_binary = ?
        """;
    try (java.sql.PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, Integer.MIN_VALUE);
      statement.setDouble(2, -2.25e100);
      statement.setBoolean(3, true);
      statement.setDate(4, java.sql.Date.valueOf(LocalDate.of(1969, 12, 31)));
      statement.setString(5, "snow ❄ \"quoted\" \\ 'x'");
      statement.setTimestamp(
          6, java.sql.Timestamp.from(Instant.parse("2026-11-22T12:34:56.789012Z")));
      statement.setBytes(7, new byte[] {0, 9});
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong(1)).isEqualTo(1);
      }
    }
  }

  @Test
  void readsArraysAndObjectsAsJson() throws Exception {
    org.apache.iceberg.types.Types.StructType address =
        org.apache.iceberg.types.Types.StructType.of(
            NestedField.optional(5, "Street", org.apache.iceberg.types.Types.StringType.get()),
            NestedField.optional(
                6, "since", org.apache.iceberg.types.Types.TimestampType.withoutZone()),
            NestedField.optional(7, "fee", org.apache.iceberg.types.Types.DecimalType.of(10, 2)));
    Schema schema =
        new Schema(
            NestedField.required(1, "id", org.apache.iceberg.types.Types.LongType.get()),
            NestedField.optional(
                2,
                "tags",
                org.apache.iceberg.types.Types.ListType.ofOptional(
                    3, org.apache.iceberg.types.Types.StringType.get())),
            NestedField.optional(4, "address", address));
    GenericRecord home = GenericRecord.create(address);
    home.setField("Street", "Pier 1");
    home.setField("since", LocalDateTime.of(2026, 1, 2, 3, 4, 5, 678_901_000));
    home.setField("fee", new BigDecimal("1.50"));
    Table table = standIn.newTable("structured", schema);
    new TableWriter(table)
        .append(
            new Object[] {7L, Arrays.asList("a", null, "\"b\""), home},
            new @Nullable Object[] {8L, List.of(), null});
    execute(connection, register("structured", table));

    assertThat(StandIn.rows(connection, "SELECT * FROM structured ORDER BY id"))
        .containsExactly(
            "7|[\"a\",null,\"\\\"b\\\"\"]|{\"Street\":\"Pier 1\",\"since\":\"2026-01-02T03:04:05.678901\",\"fee\":1.50}",
            "8|[]|null");
    assertThat(query("SELECT * FROM structured WHERE id = 7").getObject("TAGS"))
        .isEqualTo("[\"a\",null,\"\\\"b\\\"\"]");
    assertThat(
            StandIn.rows(
                connection,
                "SELECT COUNT(address), COUNT(tags) FROM structured s WHERE s.tags IS NOT NULL"))
        .containsExactly("1|2");
    for (String sql :
        List.of(
            "SELECT tags[0] FROM structured",
            "SELECT LENGTH(s.tags) FROM structured s",
            "SELECT LENGTH(t) FROM (SELECT tags AS t FROM structured) s",
            "SELECT COUNT(DISTINCT tags) FROM structured",
            "SELECT id FROM structured ORDER BY tags",
            "SELECT MAX(address) FROM structured")) {
      assertThatThrownBy(() -> query(sql))
          .as(sql)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1003));
    }
  }

  @Test
  void describesATableWithSnowflakesAndIcebergsTypes() throws Exception {
    execute(connection, "CREATE TABLE log (at TIMESTAMP_NTZ, message VARCHAR)");

    assertThat(
            StandIn.rows(connection, "DESC ICEBERG TABLE types").stream()
                .map(line -> line.split("\\|", -1))
                .map(column -> column[0] + " " + column[1] + " " + column[2])
                .toList())
        .startsWith("AN_INT NUMBER(10,0) int", "A_LONG NUMBER(19,0) long", "A_FLOAT FLOAT float")
        .contains(
            "A_DECIMAL NUMBER(38,9) decimal(38, 9)",
            "A_TIMESTAMPTZ TIMESTAMP_LTZ(6) timestamptz",
            "A_STRING VARCHAR string",
            "A_FIXED BINARY fixed[3]");
    assertThat(StandIn.rows(connection, "DESCRIBE TABLE types"))
        .contains("AN_INT|NUMBER(10,0)|int|COLUMN|Y|null|N|N|null|null|null");
    assertThatThrownBy(() -> query("DESCRIBE TABLE log"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(2003));
  }

  @Test
  void theDriverListsColumns() throws Exception {
    DatabaseMetaData metaData = connection.getMetaData();
    List<String> found = new ArrayList<>();
    try (ResultSet columns =
        metaData.getColumns(connection.getCatalog(), connection.getSchema(), "TYPES", "A\\_D%")) {
      while (columns.next()) {
        found.add(
            "%s %s %d %d"
                .formatted(
                    columns.getString("COLUMN_NAME"),
                    columns.getString("TYPE_NAME"),
                    columns.getInt("COLUMN_SIZE"),
                    columns.getInt("DECIMAL_DIGITS")));
      }
    }

    assertThat(found).contains("A_DECIMAL NUMBER 38 9").allMatch(line -> line.startsWith("A_D"));
  }

  @Test
  void showsColumnsOfAScope() throws Exception {
    assertThat(StandIn.rows(connection, "SHOW COLUMNS LIKE 'an_int' IN TABLE types"))
        .containsExactly(
            "TYPES|%s|AN_INT|{\"type\":\"FIXED\",\"precision\":10,\"scale\":0,\"nullable\":true}|true||COLUMN|||%s|"
                .formatted(connection.getSchema(), connection.getCatalog()));
    assertThat(StandIn.rows(connection, "SHOW COLUMNS IN types"))
        .hasSize(schema().columns().size())
        .containsAll(StandIn.rows(connection, "SHOW COLUMNS IN ACCOUNT"));
    assertThat(
            StandIn.rows(connection, "SHOW COLUMNS LIKE 'AN%' IN SCHEMA " + connection.getSchema()))
        .hasSize(1);
    assertThatThrownBy(() -> query("SHOW COLUMNS IN TABLE nothing"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(2003));
  }
}
