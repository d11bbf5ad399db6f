package io.lakehousesync.examples.peers;

import io.lakehousesync.examples.peers.PeerResult.NotMeasured;
import io.lakehousesync.examples.peers.PeerResult.Verdict;
import io.lakehousesync.examples.peers.contestant.Contestants;
import io.lakehousesync.examples.peers.contestant.Kind;
import io.lakehousesync.examples.peers.contestant.NotAvailableException;
import io.lakehousesync.examples.peers.contestant.PeerException;
import io.lakehousesync.examples.peers.contestant.PeerTable;
import io.lakehousesync.examples.peers.measure.ServerProcesses;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase.Existing;
import io.lakehousesync.examples.trials.workload.WorkloadTable;
import io.lakehousesync.testkit.s3.S3Settings;
import io.lakehousesync.text.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.iceberg.io.FileIO;

/** Measures ways to copy, one after the other. A way that fails does not prevent the others. */
final class PeersRun {
  private final PrintStream out;
  private final DataSource postgres;
  private final Contestants contestants;

  PeersRun(PrintStream out, DataSource postgres, Contestants contestants) {
    this.out = out;
    this.postgres = postgres;
    this.contestants = contestants;
  }

  /** Creates the tables of these ways, and a table without copies. */
  void createTables(List<Kind> kinds, WorkloadDatabase database, Existing existing)
      throws SQLException {
    database.prepare(tables(kinds.stream()), existing, tables(Stream.of(Kind.values())));
  }

  private List<WorkloadTable> tables(Stream<Kind> kinds) {
    return Stream.<WorkloadTable>concat(
            Stream.of(new BaselineTable()), kinds.map(kind -> new PeerTable(kind, postgres)))
        .toList();
  }

  List<PeerResult> run(
      List<Kind> kinds, S3Settings s3, Optional<ServerProcesses> server, PeersPlan plan)
      throws Exception {
    try (Connection connection = postgres.getConnection()) {
      new BaselineTable().warmUp(connection, plan.rows());
    }
    List<PeerResult> results = new ArrayList<>();
    try (FileIO io = s3.newFileIO()) {
      PeerRun run = new PeerRun(postgres, io, server, plan);
      for (Kind kind : kinds) {
        out.printf("Measuring %s ...%n", kind.label());
        results.add(measure(run, kind));
      }
    }
    return results;
  }

  private PeerResult measure(PeerRun run, Kind kind) throws Exception {
    try {
      return run.measure(kind, () -> contestants.open(kind));
    } catch (NotAvailableException e) {
      return new NotMeasured(kind, String.valueOf(e.getMessage()), Verdict.NOT_AVAILABLE);
    } catch (PeerException | SQLException | IOException e) {
      out.println("FAILED " + kind.label() + ": " + e.getMessage());
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return new NotMeasured(kind, Printable.message(reason), Verdict.FAILED);
    } finally {
      new PeerTable(kind, postgres).forget();
    }
  }
}
