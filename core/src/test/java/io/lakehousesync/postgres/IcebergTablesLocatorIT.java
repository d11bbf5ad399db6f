package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.MetadataLocator;
import io.lakehousesync.MetadataLocatorContract;
import io.lakehousesync.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IcebergTablesLocatorIT extends MetadataLocatorContract {
  private static final TableName ONE = TableName.parse("core_it.one");
  private static final TableName ODD = new TableName("core_it", "Odd Two");

  private final MetadataLocator locator = IcebergTablesLocator.of(TestSchema.postgres());

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.one (id int) USING iceberg;
        CREATE TABLE core_it."Odd Two" (id int) USING iceberg
        """);
  }

  @Override
  protected MetadataLocator locator() {
    return locator;
  }

  @Override
  protected TableName table() {
    return ONE;
  }

  @Override
  protected TableName otherTable() {
    return ODD;
  }

  @Override
  protected void commit(TableName table) throws SQLException {
    TestSchema.execute("INSERT INTO %s VALUES (1)".formatted(Sql.table(table)));
  }

  @Test
  void findsATableInASchemaWithAnOddName() throws SQLException {
    TestSchema.execute("DROP SCHEMA IF EXISTS \"Odd Schema\" CASCADE");
    TestSchema.execute("CREATE SCHEMA \"Odd Schema\"");
    try {
      TestSchema.execute("CREATE TABLE \"Odd Schema\".t (id int) USING iceberg");
      TableName odd = new TableName("Odd Schema", "t");

      assertThat(locator.locate(List.of(odd))).containsOnlyKeys(odd);
    } finally {
      TestSchema.execute("DROP SCHEMA \"Odd Schema\" CASCADE");
    }
  }

  @Test
  void seesNoCommitThatWasRolledBack() throws SQLException {
    Map<TableName, MetadataLocation> before = locator.locate(List.of(ONE));
    try (Connection connection = TestSchema.postgres().getConnection()) {
      connection.setAutoCommit(false);
      TestSchema.execute(connection, "INSERT INTO core_it.one VALUES (1)");
      assertThat(locator.locate(List.of(ONE))).isEqualTo(before);
      connection.rollback();
    }

    assertThat(locator.locate(List.of(ONE))).isEqualTo(before);
  }
}
