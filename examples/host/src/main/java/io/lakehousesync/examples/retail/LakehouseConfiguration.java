package io.lakehousesync.examples.retail;

import io.lakehousesync.examples.cli.PrivateFile;
import io.lakehousesync.testkit.EmbeddedLakehouse;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;

/** The configuration of the host application for an embedded lakehouse with the retail tables. */
final class LakehouseConfiguration {
  /** The database in Snowflake, which the set-up creates. */
  static final String DATABASE = "RETAIL_ANALYTICS";

  /** The schema in Snowflake, which the set-up creates. */
  static final String SCHEMA = "LAKEHOUSE";

  private LakehouseConfiguration() {}

  /**
   * Writes the file, so that only its owner can read it. Its passwords are valid until the
   * lakehouse ends.
   */
  static void write(Path file, EmbeddedLakehouse lakehouse, EmbeddedSnowflake snowflake)
      throws IOException {
    Properties login = snowflake.connectionProperties();
    PrivateFile.create(
        file,
        """
        # An embedded lakehouse, which ends with 'examples/run lakehouse'.
        postgres.url=%s
        postgres.user=%s
        postgres.password=%s

        refresher=snowflake
        snowflake.url=%s
        snowflake.user=%s
        snowflake.password=%s
        snowflake.database=%s
        snowflake.schema=%s
        snowflake.storage-base-url=%s
        snowflake.external-volume=RETAIL_LAKE_VOLUME
        snowflake.catalog-integration=PG_LAKE_CATALOG
        snowflake.aws-role-arn=arn:aws:iam::012345678910:role/retail-lake
        snowflake.aws-external-id=retail-lake

        sync.interval=2s

        # The application inserts rows into these two tables continuously.
        table.retail.transactions.target=retail.iceberg_transactions
        table.retail.transaction_items.target=retail.iceberg_transaction_items

        # These three tables are small. The library compares all of their rows.
        table.retail.stores.target=retail.iceberg_stores
        table.retail.stores.tracking=comparison
        table.retail.stores.interval=10s
        table.retail.products.target=retail.iceberg_products
        table.retail.products.tracking=comparison
        table.retail.products.interval=10s
        table.retail.customers.target=retail.iceberg_customers
        table.retail.customers.tracking=comparison
        table.retail.customers.interval=10s
        """
            .formatted(
                lakehouse.pgLake().jdbcUrl(),
                lakehouse.pgLake().user(),
                lakehouse.pgLake().password(),
                snowflake.jdbcUrl(),
                login.getProperty("user"),
                login.getProperty("password"),
                DATABASE,
                SCHEMA,
                lakehouse.locationPrefix().replaceFirst("^(s3[a-z]?://[^/]+/).*", "$1")));
  }
}
