package first;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lakehousesync.testkit.TestLakehouse;
import io.lakehousesync.testkit.junit.LakehouseTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@LakehouseTest(database = "RETAIL", schema = "APP")
class StoreSyncTest {
  @Test
  void snowflakeServesTheRows(TestLakehouse lakehouse) throws Exception {
    lakehouse.execute(
        "CREATE SCHEMA app",
        "CREATE TABLE app.stores (id int PRIMARY KEY, name text)",
        "INSERT INTO app.stores VALUES (1, 'Harbor'), (2, 'Center')");

    try (StoreSync sync =
        new StoreSync(
            lakehouse.postgres(),
            lakehouse.snowflake(),
            lakehouse.storageBaseUrl(),
            lakehouse.snowflakeSchema())) {
      sync.run().tables().forEach(System.out::println);
      lakehouse.execute("UPDATE app.stores SET name = 'Old Harbor' WHERE id = 1");
      sync.run();
    }

    assertEquals(
        List.of(Map.of("NAME", "Old Harbor"), Map.of("NAME", "Center")),
        lakehouse.querySnowflake("SELECT name FROM iceberg_stores ORDER BY id"));
  }
}
