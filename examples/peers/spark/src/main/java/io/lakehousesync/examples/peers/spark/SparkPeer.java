package io.lakehousesync.examples.peers.spark;

import io.lakehousesync.examples.peers.protocol.Peer;
import io.lakehousesync.examples.peers.protocol.PeerLines;
import io.lakehousesync.examples.peers.protocol.PeerSettings;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.IcebergBuild;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.SparkSession;

/**
 * Copies a range of ids for each call: a JDBC read with one partition for each core, and one
 * append. A read has one PostgreSQL snapshot for each partition, not one for all. Rows that commit
 * late, with an id that is below the range of the next call, are lost.
 */
public final class SparkPeer implements Peer {
  private static final String TABLE = "lake.peers.rows";

  /** The rows of a round trip. PostgreSQL's driver would otherwise read a whole range at once. */
  private static final int FETCH_SIZE = 10_000;

  private final PeerSettings settings;
  private final SparkSession spark;
  private final int partitions = Runtime.getRuntime().availableProcessors();
  private long lastId;

  private SparkPeer(PeerSettings settings) {
    this.settings = settings;
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[*]")
            .appName("lakehouse-sync-peers")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.local.dir", settings.directory())
            .config(
                "spark.sql.extensions",
                "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
            .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
            .config("spark.sql.catalog.lake.type", "jdbc");
    settings
        .catalogProperties()
        .forEach((name, value) -> builder.config("spark.sql.catalog.lake." + name, value));
    spark = builder.getOrCreate();
    spark.sql("CREATE NAMESPACE IF NOT EXISTS lake.peers");
    spark.sql(
        "CREATE TABLE %s (id BIGINT, version INT, payload STRING) USING iceberg".formatted(TABLE));
  }

  /** Runs the process. */
  public static void main(String[] arguments) throws Exception {
    try (SparkPeer peer = new SparkPeer(PeerSettings.of(System.getenv()))) {
      PeerLines.serve(peer);
    }
  }

  @Override
  public String description() {
    return "Spark %s, Iceberg %s; local[*], fetchsize=%,d, numPartitions=%d by id, ranges of id"
        .formatted(spark.version(), IcebergBuild.version(), FETCH_SIZE, partitions);
  }

  @Override
  public String copy(long newLastId) throws Exception {
    if (newLastId > lastId) {
      spark
          .read()
          .format("jdbc")
          .option("url", settings.pgUrl())
          .option("user", settings.pgUser())
          .option("password", settings.pgPassword())
          .option("driver", "org.postgresql.Driver")
          .option(
              "dbtable",
              "(SELECT id, version, payload FROM %s WHERE id > %d AND id <= %d) AS new_rows"
                  .formatted(settings.heap(), lastId, newLastId))
          .option("partitionColumn", "id")
          .option("lowerBound", lastId + 1)
          .option("upperBound", newLastId + 1)
          .option("numPartitions", partitions)
          .option("fetchsize", FETCH_SIZE)
          .load()
          .writeTo(TABLE)
          .append();
      lastId = newLastId;
    }
    BaseTable table = (BaseTable) Spark3Util.loadIcebergTable(spark, TABLE);
    table.refresh();
    return table.operations().current().metadataFileLocation();
  }

  @Override
  public void close() {
    spark.sql("DROP TABLE %s PURGE".formatted(TABLE));
    spark.stop();
  }
}
