package io.lakehousesync.s3;

import io.lakehousesync.contract.MetadataLocatorContract;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.table.TableName;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract of locators, for a listing of what pg_lake writes. */
class ListingContractIT extends MetadataLocatorContract {
  private static final S3Lakehouse LAKE = new S3Lakehouse();
  private static final TableName TABLE = new TableName("listing_it", "t");
  private static final TableName OTHER = new TableName("listing_it", "o");

  private MetadataLocator locator;

  @AfterAll
  static void close() {
    LAKE.close();
  }

  @BeforeEach
  void createTables() throws SQLException {
    LAKE.sql("CREATE SCHEMA listing_it");
    S3ListingLocator.Builder builder =
        S3ListingLocator.builder(LAKE.s3()).unconfirmedFile(UnconfirmedFile.USE_NEWEST);
    for (TableName table : new TableName[] {TABLE, OTHER}) {
      LAKE.sql("CREATE TABLE %s (id int) USING iceberg".formatted(table));
      builder.table(table, LAKE.location(table.name()).directory());
    }
    locator = builder.build();
  }

  @AfterEach
  void dropTables() throws SQLException {
    LAKE.sql("DROP SCHEMA listing_it CASCADE");
  }

  @Override
  protected MetadataLocator locator() {
    return locator;
  }

  @Override
  protected TableName table() {
    return TABLE;
  }

  @Override
  protected TableName otherTable() {
    return OTHER;
  }

  @Override
  protected void commit(TableName table) throws SQLException {
    LAKE.sql("INSERT INTO %s VALUES (1)".formatted(table));
  }
}
