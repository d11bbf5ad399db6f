package io.lakehousesync.examples.benchmark;

import static io.lakehousesync.WriteMode.APPEND;
import static io.lakehousesync.WriteMode.UPSERT;
import static io.lakehousesync.examples.workload.Profile.Expectation.KEEPS;
import static io.lakehousesync.examples.workload.Profile.Expectation.NAIVE;
import static io.lakehousesync.examples.workload.Profile.PLAIN;

import io.lakehousesync.ChangeTracking;
import io.lakehousesync.WriteMode;
import io.lakehousesync.examples.workload.ArticleKind;
import io.lakehousesync.examples.workload.CursorKind;
import io.lakehousesync.examples.workload.Kind;
import io.lakehousesync.examples.workload.LibraryKind;
import io.lakehousesync.examples.workload.Profile;
import io.lakehousesync.examples.workload.TrackedKind;
import io.lakehousesync.examples.workload.Write;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import javax.sql.DataSource;

/**
 * A way to copy, by hand or by the library, with a table of its own.
 *
 * @param byHand the SQL that this kind of the library does the work of; empty for that itself
 */
record Contestant(
    Profile profile, Optional<Contestant> byHand, BiFunction<Profile, DataSource, Kind> factory) {
  static final String SCHEMA = "benchmark";

  /** The default of {@code PgLakeSource}. */
  private static final int BATCH_ROWS = 100_000;

  /** Little more than one {@code INSERT INTO … SELECT}: what the engine takes by itself. */
  static final Contestant HIGHEST_ID = byHand("highest-id", APPEND, Set.of(), CursorKind::byId);

  static final Contestant ARTICLE =
      byHand("article", APPEND, Set.of(Write.UPDATE), ArticleKind::new);

  static final Contestant ARTICLE_UPSERT =
      byHand("article-upsert", UPSERT, Set.of(Write.UPDATE), ArticleKind::new);

  static final Contestant ORDERED = library("ordered", HIGHEST_ID, ChangeTracking.ordered("id"));

  static final Contestant XID_APPEND = library("xid-append", ARTICLE, ChangeTracking.xid());

  static final Contestant XID = library("xid", ARTICLE_UPSERT, ChangeTracking.xid());

  static final Contestant MARKER =
      library("marker", ARTICLE_UPSERT, ChangeTracking.marker("synced_at"));

  static final Contestant QUEUE = library("queue", ARTICLE_UPSERT, ChangeTracking.queue());

  static final List<Contestant> ALL =
      List.of(HIGHEST_ID, ORDERED, ARTICLE, XID_APPEND, ARTICLE_UPSERT, XID, MARKER, QUEUE);

  private static Contestant byHand(
      String name, WriteMode mode, Set<Write> writes, BiFunction<Profile, DataSource, Kind> kind) {
    return new Contestant(
        new Profile(SCHEMA, name, NAIVE, mode, PLAIN, writes), Optional.empty(), kind);
  }

  private static Contestant library(String name, Contestant byHand, ChangeTracking tracking) {
    Profile like = byHand.profile;
    return new Contestant(
        new Profile(SCHEMA, name, KEEPS, like.mode(), PLAIN, like.writes()),
        Optional.of(byHand),
        (profile, postgres) ->
            new LibraryKind(new TrackedKind(profile, tracking), postgres, BATCH_ROWS));
  }

  /** Its name on standard output. */
  String name() {
    return profile.name();
  }

  /** Whether updates are copied. */
  boolean copiesUpdates() {
    return profile.writes().contains(Write.UPDATE);
  }

  Kind in(DataSource postgres) {
    return factory.apply(profile, postgres);
  }

  static List<Kind> allIn(DataSource postgres) {
    return ALL.stream().map(contestant -> contestant.in(postgres)).toList();
  }
}
