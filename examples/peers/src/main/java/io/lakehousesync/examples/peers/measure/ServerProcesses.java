package io.lakehousesync.examples.peers.measure;

import io.lakehousesync.examples.cli.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/**
 * The processes of PostgreSQL and of its query engine, if they run on this machine. On the embedded
 * lakehouse the query engine is this JVM, which is also S3 and the client of the writers.
 */
public final class ServerProcesses {
  /** The query engine of pg_lake, if it is not a child of PostgreSQL. */
  private static final String QUERY_ENGINE = "pgduck_server";

  private final long postmaster;
  private final List<Long> engines;

  private ServerProcesses(long postmaster, List<Long> engines) {
    this.postmaster = postmaster;
    this.engines = List.copyOf(engines);
  }

  /** Where the query engine runs. */
  public enum Engine {
    /** In this JVM. */
    EMBEDDED,
    /** In a process of the server. */
    SERVER
  }

  /**
   * Finds the processes.
   *
   * @param given the ids that the user has given: the first process of PostgreSQL, and then
   *     processes that are no descendants of it; may be empty
   * @return empty if the server does not run on this machine, or this is not Linux
   * @throws UserException if it is not known which query engine belongs to the server
   */
  public static Optional<ServerProcesses> find(DataSource postgres, List<Long> given, Engine engine)
      throws SQLException, IOException {
    if (!ProcessFiles.exist()) {
      return Optional.empty();
    }
    if (!given.isEmpty()) {
      return Optional.of(new ServerProcesses(given.get(0), given.subList(1, given.size())));
    }
    OptionalLong postmaster = postmaster(postgres);
    if (postmaster.isEmpty()) {
      return Optional.empty();
    }
    List<Long> engines =
        engine == Engine.EMBEDDED
            ? List.of(ProcessHandle.current().pid())
            : queryEngine(postmaster.getAsLong());
    return Optional.of(new ServerProcesses(postmaster.getAsLong(), engines));
  }

  private static List<Long> queryEngine(long postmaster) throws IOException {
    List<Long> found = ProcessFiles.find(QUERY_ENGINE);
    if (found.stream().anyMatch(pid -> isDescendant(pid, postmaster))) {
      return List.of();
    }
    if (found.size() > 1) {
      throw new UserException(
          UserException.Kind.FAILURE,
          "This machine has several processes %s: %s. Give --server-pid with PostgreSQL's first"
                  .formatted(QUERY_ENGINE, found)
              + " process, a comma, and the process of this server's query engine.",
          null);
    }
    return found;
  }

  /** The server process of a session is a child of the first process. */
  private static OptionalLong postmaster(DataSource postgres) throws SQLException, IOException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      long session = row.getLong(1);
      // In another container, or on another machine, the number is that of another process.
      return ProcessFiles.name(session).startsWith("postgres")
          ? OptionalLong.of(ProcessFiles.parent(session))
          : OptionalLong.empty();
    }
  }

  private static boolean isDescendant(long pid, long ancestor) {
    return ProcessHandle.of(ancestor).stream()
        .flatMap(ProcessHandle::descendants)
        .anyMatch(process -> process.pid() == pid);
  }

  /** Returns the CPU time of all processes so far, in seconds, including processes that ended. */
  public double cpuSeconds() throws IOException {
    double seconds = 0;
    for (long pid : LongStream.concat(server(), engines()).toArray()) {
      try {
        seconds += ProcessFiles.cpuSeconds(pid);
      } catch (NoSuchFileException ended) {
        // The parent of the process has its time from now on, but may have been read before.
        return cpuSeconds();
      }
    }
    return seconds;
  }

  private LongStream server() {
    return LongStream.concat(
        LongStream.of(postmaster),
        ProcessHandle.of(postmaster)
            .orElseThrow(
                () ->
                    new UncheckedIOException(
                        new IOException("PostgreSQL's process " + postmaster + " has ended")))
            .descendants()
            .mapToLong(ProcessHandle::pid));
  }

  private LongStream engines() {
    return engines.stream().mapToLong(Long::longValue);
  }
}
