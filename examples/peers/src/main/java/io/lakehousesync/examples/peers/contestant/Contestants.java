package io.lakehousesync.examples.peers.contestant;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.peers.protocol.PeerSettings;
import io.lakehousesync.postgres.PgLakeSetup;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Opens the ways to copy.
 *
 * @param postgres for statements that are not in the times
 * @param pgUrl the URL for the processes
 * @param warehouse the location of the tables that peers create
 * @param directory a directory for the files of the peers
 * @param examples the directory of the examples, which contains the class paths of the peers
 */
public record Contestants(
    DataSource postgres,
    String pgUrl,
    String pgUser,
    String pgPassword,
    PeerSettings.S3 s3,
    String warehouse,
    Path directory,
    Path examples) {
  private static final String PACKAGE = "io.lakehousesync.examples.peers.";

  /** What Spark's own scripts allow on Java 17 and later. */
  private static final List<String> OPENED_FOR_SPARK =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "jdk.internal.ref",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  /**
   * Sets up a way to copy, whose heap table has its rows, and starts its process.
   *
   * @throws NotAvailableException if the server cannot run the peer
   * @throws PeerException if the process does not start
   */
  public Contestant open(Kind kind) throws Exception {
    return switch (kind) {
      case BARE -> StatementContestant.bare(postgres);
      case PG_INCREMENTAL -> PgIncremental.open(postgres);
      case LAKEHOUSE_SYNC -> {
        PgLakeSetup.of(postgres).apply(List.of(Kind.libraryTable()));
        yield start(
            kind,
            List.of("-Xmx64m"),
            System.getProperty("java.class.path"),
            LibraryPeer.class.getName());
      }
      case SPARK -> start(kind, sparkOptions(), classPath("spark"), PACKAGE + "spark.SparkPeer");
      case DEBEZIUM -> {
        requireLogicalDecoding();
        yield start(
            kind,
            List.of("-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
            classPath("debezium"),
            PACKAGE + "debezium.DebeziumPeer");
      }
    };
  }

  private void requireLogicalDecoding() throws SQLException, NotAvailableException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW wal_level")) {
      row.next();
      if (!row.getString(1).equals("logical")) {
        throw new NotAvailableException(
            "the server has wal_level = %s, and logical decoding needs logical"
                .formatted(row.getString(1)));
      }
    }
  }

  /** The heap is the default of spark.driver.memory. */
  private static List<String> sparkOptions() {
    return Stream.concat(
            Stream.of("-Xmx1g", "-Djdk.reflect.useDirectMethodHandle=false"),
            OPENED_FOR_SPARK.stream()
                .map(name -> "--add-opens=java.base/%s=ALL-UNNAMED".formatted(name)))
        .toList();
  }

  private Contestant start(Kind kind, List<String> options, String classPath, String mainClass)
      throws IOException, InterruptedException {
    Path own = Files.createDirectory(directory.resolve(kind.label()));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-Djava.io.tmpdir=" + own);
    command.addAll(List.of("-cp", classPath, mainClass));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("LAKEHOUSE_"));
    builder.environment().putAll(settings(kind, own).environment());
    // S3 services other than AWS often do not know the SDK's newer checksums.
    builder.environment().put("AWS_REQUEST_CHECKSUM_CALCULATION", "WHEN_REQUIRED");
    return ProcessContestant.start(builder);
  }

  private PeerSettings settings(Kind kind, Path own) {
    return new PeerSettings(
        pgUrl,
        pgUser,
        pgPassword,
        Kind.SCHEMA,
        kind.label().replace('-', '_'),
        s3,
        warehouse + kind.label(),
        own.toString());
  }

  /** Returns the class path that the build has written for the process of a peer. */
  private String classPath(String module) throws IOException {
    Path target = examples.resolve("peers").resolve(module).resolve("target");
    Path file = target.resolve("classpath.txt");
    if (!Files.exists(file)) {
      throw new UserException(
          UserException.Kind.FAILURE,
          "%s does not exist. Build the peers with: mvn package -Ppeers -pl examples/peers -am"
              .formatted(file),
          null);
    }
    return target.resolve("classes") + File.pathSeparator + Files.readString(file).strip();
  }
}
