package first;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lakehousesync.snowflake.SnowflakeConnections;
import io.lakehousesync.testkit.EmbeddedLakehouse;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class StoreSyncTest {
  @Test
  void snowflakeServesTheRows() throws Exception {
    try (EmbeddedLakehouse lakehouse = EmbeddedLakehouse.start();
        EmbeddedSnowflake account =
            EmbeddedSnowflake.builder(lakehouse.s3())
                .externalVolume("LAKE_VOLUME", "s3://lake/")
                .catalogIntegration("PG_LAKE_CATALOG")
                .database("RETAIL", "APP")
                .start()) {
      DataSource postgres = lakehouse.pgLake().dataSource();
      DataSource snowflake =
          SnowflakeConnections.forUrl(account.jdbcUrl())
              .password("SYNC", "sync")
              .property("ssl", "off")
              .build();
      execute(postgres, "CREATE SCHEMA app");
      execute(postgres, "CREATE TABLE app.stores (id int PRIMARY KEY, name text)");
      execute(postgres, "INSERT INTO app.stores VALUES (1, 'Harbor'), (2, 'Center')");

      try (StoreSync sync = new StoreSync(postgres, snowflake, "s3://lake/", "RETAIL.APP")) {
        sync.run().tables().forEach(System.out::println);
        execute(postgres, "UPDATE app.stores SET name = 'Old Harbor' WHERE id = 1");
        sync.run();
      }

      try (Connection connection = snowflake.getConnection();
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("SELECT name FROM RETAIL.APP.ICEBERG_STORES WHERE id = 1")) {
        row.next();
        assertEquals("Old Harbor", row.getString(1));
      }
    }
  }

  private static void execute(DataSource postgres, String sql) throws Exception {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
