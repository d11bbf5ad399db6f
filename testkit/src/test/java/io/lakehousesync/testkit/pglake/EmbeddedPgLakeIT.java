package io.lakehousesync.testkit.pglake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.testkit.pglake.internal.server.Directories;
import io.lakehousesync.testkit.s3.EmbeddedS3;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EmbeddedPgLakeIT {
  private Path root;

  @BeforeEach
  void createRoot() throws IOException {
    root = TestLake.newDirectory();
  }

  @AfterEach
  void deleteRoot() throws IOException {
    Directories.delete(root);
  }

  /** The main class of the JVM that the test kills. Prints the server's process id and waits. */
  static final class KilledServer {
    private KilledServer() {}

    public static void main(String[] args) throws Exception {
      Path root = Path.of(args[0]);
      EmbeddedS3 s3 = EmbeddedS3.start(Files.createDirectory(root.resolve("s3")));
      EmbeddedPgLake.builder(s3.settings())
          .directory(root.resolve("pg"))
          .binaries(Path.of(args[1]))
          .start();
      System.out.println("pid " + postmaster(root.resolve("pg")));
      Thread.sleep(Duration.ofMinutes(5).toMillis());
    }
  }

  private static long postmaster(Path directory) throws IOException {
    return Long.parseLong(Files.readAllLines(directory.resolve("data/postmaster.pid")).get(0));
  }

  private EmbeddedPgLake startIn(Path directory, EmbeddedS3 s3) {
    return EmbeddedPgLake.builder(s3.settings())
        .directory(directory)
        .binaries(TestLake.binaries())
        .start();
  }

  @Test
  void rejectsAWrongPassword() throws Exception {
    try (EmbeddedS3 s3 = EmbeddedS3.start(Files.createDirectory(root.resolve("s3")));
        EmbeddedPgLake pg = startIn(root.resolve("pg"), s3)) {
      assertThatThrownBy(() -> DriverManager.getConnection(pg.jdbcUrl(), pg.user(), "wrong"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      try (Connection connection =
          DriverManager.getConnection(pg.jdbcUrl(), pg.user(), pg.password())) {
        assertThat(TestLake.rows(connection, "SHOW pg_lake_iceberg.default_location_prefix"))
            .containsExactly("");
      }
    }
  }

  @Test
  void settingsOfTheBuilderReplaceTheDefaults() throws Exception {
    try (EmbeddedS3 s3 = EmbeddedS3.start(Files.createDirectory(root.resolve("s3")));
        EmbeddedPgLake pg =
            EmbeddedPgLake.builder(s3.settings())
                .directory(root.resolve("pg"))
                .binaries(TestLake.binaries())
                .setting("wal_level", "logical")
                .setting("synchronous_commit", "on")
                .start();
        Connection connection = pg.connect()) {
      assertThat(TestLake.rows(connection, "SHOW wal_level")).containsExactly("logical");
      assertThat(TestLake.rows(connection, "SHOW synchronous_commit")).containsExactly("on");
    }
  }

  @Test
  void closeLeavesNoProcessAndNoDirectory() throws Exception {
    Path directory = root.resolve("pg");
    try (EmbeddedS3 s3 = EmbeddedS3.start(Files.createDirectory(root.resolve("s3")))) {
      List<ProcessHandle> others = ProcessHandle.current().descendants().toList();
      EmbeddedPgLake pg = startIn(directory, s3);
      long pid = postmaster(directory);
      List<ProcessHandle> children =
          ProcessHandle.current().descendants().filter(child -> !others.contains(child)).toList();
      assertThat(ProcessHandle.of(pid)).isPresent();
      pg.close();
      pg.close();
      assertThat(directory).doesNotExist();
      assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
      assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  @Tag("slow")
  void aKilledJvmLeavesNoProcessAndNoDirectory() throws Exception {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledServer.class.getName(),
                root.toString(),
                TestLake.binaries().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long pid;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.lines().filter(text -> text.startsWith("pid ")).findFirst().orElseThrow();
      pid = Long.parseLong(line.substring("pid ".length()));
      assertThat(ProcessHandle.of(pid)).isPresent();
      victim.destroyForcibly().waitFor();
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
              assertThat(root.resolve("pg")).doesNotExist();
            });
  }

  @Test
  void rejectsADirectoryWithAServersDataAndDoesNotChangeIt() throws Exception {
    Path data = Files.createDirectories(root.resolve("pg").resolve("data"));
    Path file = Files.createFile(data.resolve("precious"));
    try (EmbeddedS3 s3 = EmbeddedS3.start(Files.createDirectory(root.resolve("s3")))) {
      assertThatThrownBy(() -> startIn(root.resolve("pg"), s3))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("did not start in " + root.resolve("pg"));
    }
    assertThat(file).exists();
  }

  @Test
  void otherProcessesUseTheTables() throws Exception {
    assumeThat(Stream.of("/usr/bin/psql", "/usr/local/bin/psql").map(Path::of))
        .anyMatch(Files::isExecutable);
    try (TestLake lake = TestLake.start()) {
      ProcessBuilder psql =
          new ProcessBuilder(
              "psql",
              "-X",
              "-h",
              "localhost",
              "-p",
              String.valueOf(lake.pg().port()),
              "-U",
              lake.pg().user(),
              "-d",
              "postgres",
              "-v",
              "ON_ERROR_STOP=1",
              "-c",
              "CREATE TABLE t (id int) USING iceberg",
              "-c",
              "INSERT INTO t SELECT generate_series(1, 3)");
      psql.environment().put("PGPASSWORD", lake.pg().password());
      assertThat(psql.redirectErrorStream(true).start().waitFor()).isZero();
      assertThat(lake.icebergRows("t")).containsExactly("1", "2", "3");
    }
  }

  @Test
  @Tag("slow")
  void failuresOfS3AreReportedByStatementAndCommit() throws Exception {
    try (TestLake lake = TestLake.start()) {
      lake.sql("CREATE TABLE t (id int) USING iceberg");
      String before = lake.location("t");
      try (Connection connection = lake.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("BEGIN; INSERT INTO t VALUES (1)");
        lake.stopS3();
        assertThatThrownBy(() -> statement.execute("COMMIT"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08006"));
        assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES (2)"))
            .hasMessageContaining("IO Error: ")
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"));
        assertThat(TestLake.rows(connection, "TABLE t")).isEmpty();
      }
      assertThat(lake.location("t")).isEqualTo(before);
    }
  }

  @Test
  void withoutTheExtensionThereIsNoAccessMethod() throws Exception {
    try (TestLake lake = TestLake.start()) {
      lake.sql("CREATE DATABASE bare");
      String url = lake.pg().jdbcUrl().replace("/postgres", "/bare");
      try (Connection connection =
              DriverManager.getConnection(url, lake.pg().user(), lake.pg().password());
          Statement statement = connection.createStatement()) {
        assertThatThrownBy(() -> statement.execute("CREATE TABLE t (id int) USING iceberg"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42704"));
      }
    }
  }

  @Test
  void aSecondDatabaseUsesTheSameEngine() throws Exception {
    try (TestLake lake = TestLake.start()) {
      PgLakeDatabase second = lake.pg().createDatabase("second");
      try (Connection connection = second.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE t (id int) USING iceberg");
        lake.pg().stopQueryEngine();
        assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES (1)"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("XX000"));
        lake.pg().startQueryEngine();
        statement.execute("INSERT INTO t VALUES (1)");
        assertThat(TestLake.rows(connection, "SELECT metadata_location FROM iceberg_tables"))
            .singleElement()
            .asString()
            .contains("s3://lake/frompg/tables/second/public/t/");
        assertThatThrownBy(() -> lake.pg().createDatabase("second"))
            .hasMessage("The database second was not created");
        assertThatThrownBy(() -> lake.pg().createDatabase("Second"))
            .hasMessage(
                "the name of a database has lower-case letters, digits and underscores, with a"
                    + " letter first, got 'Second'");
        second.close();
        assertThat(connection.isValid(5)).isFalse();
      }
      second.close();
    }
  }
}
