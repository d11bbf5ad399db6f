package io.lakehousesync.examples.retail;

import io.lakehousesync.testkit.EmbeddedLakehouse;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The configuration of the host application for an embedded lakehouse with the retail tables. */
final class LakehouseConfiguration {
  private LakehouseConfiguration() {}

  /** Writes it. The passwords in it end with the lakehouse. */
  static void write(Path file, EmbeddedLakehouse lakehouse, EmbeddedSnowflake snowflake)
      throws IOException {
    Properties login = snowflake.connectionProperties();
    Files.writeString(
        file,
        """
        # An embedded lakehouse, which is gone when 'examples/run lakehouse' ends.
        postgres.url=%s
        postgres.user=%s
        postgres.password=%s

        refresher=snowflake
        snowflake.url=%s&ssl=%s
        snowflake.user=%s
        snowflake.password=%s
        snowflake.database=RETAIL_ANALYTICS
        snowflake.schema=LAKEHOUSE
        snowflake.storage-base-url=%s
        snowflake.external-volume=RETAIL_LAKE_VOLUME
        snowflake.catalog-integration=PG_LAKE_CATALOG
        snowflake.aws-role-arn=arn:aws:iam::012345678910:role/retail-lake
        snowflake.aws-external-id=retail-lake

        sync.interval=2s

        # The facts are written to all the time; rows of transactions may change.
        table.retail.transactions.target=retail.iceberg_transactions
        table.retail.transactions.mode=upsert
        table.retail.transaction_items.target=retail.iceberg_transaction_items

        # The dimensions are small, and compared as a whole now and then.
        table.retail.stores.target=retail.iceberg_stores
        table.retail.stores.tracking=compare
        table.retail.stores.interval=10s
        table.retail.products.target=retail.iceberg_products
        table.retail.products.tracking=compare
        table.retail.products.interval=10s
        table.retail.customers.target=retail.iceberg_customers
        table.retail.customers.tracking=compare
        table.retail.customers.interval=10s
        """
            .formatted(
                lakehouse.pgLake().jdbcUrl(),
                lakehouse.pgLake().user(),
                lakehouse.pgLake().password(),
                snowflake.jdbcUrl(),
                login.getProperty("ssl"),
                login.getProperty("user"),
                login.getProperty("password"),
                lakehouse.locationPrefix().replaceFirst("^(s3[a-z]?://[^/]+/).*", "$1")));
  }
}
