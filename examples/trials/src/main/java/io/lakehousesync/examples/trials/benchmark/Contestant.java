package io.lakehousesync.examples.trials.benchmark;

import static io.lakehousesync.examples.trials.workload.TableProfile.Expectation.KEEPS;
import static io.lakehousesync.examples.trials.workload.TableProfile.Expectation.NAIVE;
import static io.lakehousesync.examples.trials.workload.TableProfile.PLAIN;
import static io.lakehousesync.table.WriteMode.APPEND;
import static io.lakehousesync.table.WriteMode.UPSERT;

import io.lakehousesync.examples.trials.workload.ArticleCopyMethod;
import io.lakehousesync.examples.trials.workload.CopyMethod;
import io.lakehousesync.examples.trials.workload.CursorCopyMethod;
import io.lakehousesync.examples.trials.workload.LibraryCopyMethod;
import io.lakehousesync.examples.trials.workload.LibraryTracking;
import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.WriteKind;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.WriteMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import javax.sql.DataSource;

/**
 * A method of copying, with its own table: hand-written SQL, or the library with one kind of
 * tracking.
 *
 * @param byHand the hand-written SQL that this kind of the library replaces; empty if this
 *     contestant is hand-written SQL
 */
record Contestant(
    TableProfile profile,
    Optional<Contestant> byHand,
    BiFunction<TableProfile, DataSource, CopyMethod> factory) {
  static final String SCHEMA = "benchmark";

  /** The default of {@code PgLakeSource}. */
  private static final int BATCH_ROWS = 1_000_000;

  /**
   * Runs little more than one {@code INSERT INTO … SELECT}, so it shows the cost of the engine
   * itself.
   */
  static final Contestant HIGHEST_ID =
      byHand("highest-id", APPEND, Set.of(), CursorCopyMethod::byId);

  static final Contestant ARTICLE =
      byHand("article", APPEND, Set.of(WriteKind.UPDATE), ArticleCopyMethod::new);

  static final Contestant ARTICLE_UPSERT =
      byHand("article-upsert", UPSERT, Set.of(WriteKind.UPDATE), ArticleCopyMethod::new);

  static final Contestant ORDERED = library("ordered", HIGHEST_ID, ChangeTracking.ordered("id"));

  static final Contestant XID_APPEND = library("xid-append", ARTICLE, ChangeTracking.xid());

  static final Contestant XID = library("xid", ARTICLE_UPSERT, ChangeTracking.xid());

  static final Contestant MARKER =
      library("marker", ARTICLE_UPSERT, ChangeTracking.marker("synced_at"));

  static final Contestant QUEUE = library("queue", ARTICLE_UPSERT, ChangeTracking.queue());

  static final List<Contestant> ALL =
      List.of(HIGHEST_ID, ORDERED, ARTICLE, XID_APPEND, ARTICLE_UPSERT, XID, MARKER, QUEUE);

  private static Contestant byHand(
      String name,
      WriteMode mode,
      Set<WriteKind> writes,
      BiFunction<TableProfile, DataSource, CopyMethod> kind) {
    return new Contestant(
        new TableProfile(SCHEMA, name, NAIVE, mode, PLAIN, writes), Optional.empty(), kind);
  }

  private static Contestant library(String name, Contestant byHand, ChangeTracking tracking) {
    TableProfile like = byHand.profile;
    return new Contestant(
        new TableProfile(SCHEMA, name, KEEPS, like.mode(), PLAIN, like.writes()),
        Optional.of(byHand),
        (profile, postgres) ->
            new LibraryCopyMethod(new LibraryTracking(profile, tracking), postgres, BATCH_ROWS));
  }

  /** Returns the contestant's name on standard output. */
  String name() {
    return profile.name();
  }

  /** Returns whether updates are copied. */
  boolean copiesUpdates() {
    return profile.writes().contains(WriteKind.UPDATE);
  }

  CopyMethod in(DataSource postgres) {
    return factory.apply(profile, postgres);
  }

  static List<CopyMethod> allIn(DataSource postgres) {
    return ALL.stream().map(contestant -> contestant.in(postgres)).toList();
  }
}
