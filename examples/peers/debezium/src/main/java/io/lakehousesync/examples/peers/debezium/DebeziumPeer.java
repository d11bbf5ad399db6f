package io.lakehousesync.examples.peers.debezium;

import io.debezium.connector.postgresql.Module;
import io.debezium.connector.postgresql.PostgresConnector;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.lakehousesync.examples.peers.protocol.Peer;
import io.lakehousesync.examples.peers.protocol.PeerLines;
import io.lakehousesync.examples.peers.protocol.PeerSettings;
import java.io.IOException;
import java.util.Properties;
import org.apache.iceberg.IcebergBuild;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.FileOffsetBackingStore;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Runs Debezium's engine: a snapshot of the heap table, and then its changes. The engine starts
 * with the first copy, and runs until the end.
 */
public final class DebeziumPeer implements Peer {
  /** The replication slot and the publication. */
  private static final String SLOT = "peers_debezium";

  /**
   * The events of a batch, which is one Iceberg snapshot. With the default of 2048, a first load of
   * a million rows would have 500 snapshots. The queue keeps the default ratio of four batches.
   */
  private static final int BATCH = 32_768;

  private final IcebergAppends appends;
  private final AppendingConsumer consumer;
  private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
  private @Nullable Thread running;

  private DebeziumPeer(PeerSettings settings) {
    appends = new IcebergAppends(settings.catalogProperties());
    consumer = new AppendingConsumer(appends);
    engine =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(properties(settings))
            .using((success, message, error) -> consumer.ended(message, error))
            .notifying(consumer)
            .build();
  }

  private static Properties properties(PeerSettings settings) {
    PGSimpleDataSource address = new PGSimpleDataSource();
    address.setUrl(settings.pgUrl());
    Properties properties = new Properties();
    properties.setProperty("name", SLOT);
    properties.setProperty("connector.class", PostgresConnector.class.getName());
    properties.setProperty("database.hostname", address.getServerNames()[0]);
    properties.setProperty("database.port", String.valueOf(address.getPortNumbers()[0]));
    properties.setProperty("database.dbname", String.valueOf(address.getDatabaseName()));
    properties.setProperty("database.user", settings.pgUser());
    properties.setProperty("database.password", settings.pgPassword());
    properties.setProperty("topic.prefix", "peers");
    properties.setProperty("table.include.list", settings.heap());
    properties.setProperty("plugin.name", "pgoutput");
    properties.setProperty("slot.name", SLOT);
    properties.setProperty("publication.name", SLOT);
    properties.setProperty("publication.autocreate.mode", "filtered");
    properties.setProperty("snapshot.mode", "initial");
    properties.setProperty("max.batch.size", String.valueOf(BATCH));
    properties.setProperty("max.queue.size", String.valueOf(4 * BATCH));
    properties.setProperty("offset.storage", FileOffsetBackingStore.class.getName());
    properties.setProperty("offset.storage.file.filename", settings.directory() + "/offsets.dat");
    // Confirms each batch to PostgreSQL, so that the slot retains as little WAL as possible.
    properties.setProperty("offset.flush.interval.ms", "0");
    return properties;
  }

  /** Runs the process. */
  public static void main(String[] arguments) throws Exception {
    try (DebeziumPeer peer = new DebeziumPeer(PeerSettings.of(System.getenv()))) {
      PeerLines.serve(peer);
    }
  }

  @Override
  public String description() {
    return "Debezium %s, Iceberg %s; pgoutput, snapshot.mode=initial, max.batch.size=%,d"
        .formatted(Module.version(), IcebergBuild.version(), BATCH);
  }

  @Override
  public String copy(long lastId) throws InterruptedException {
    if (running == null) {
      running = new Thread(engine, "debezium");
      running.start();
    }
    return consumer.awaitIds(lastId);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (running != null) {
      engine.close();
      running.join();
    }
    appends.close();
  }
}
