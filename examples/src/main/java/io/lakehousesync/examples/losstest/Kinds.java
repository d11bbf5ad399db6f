package io.lakehousesync.examples.losstest;

import static io.lakehousesync.WriteMode.APPEND;
import static io.lakehousesync.WriteMode.UPSERT;
import static io.lakehousesync.examples.losstest.Profile.Expectation.KEEPS;
import static io.lakehousesync.examples.losstest.Profile.Expectation.LOSES;
import static io.lakehousesync.examples.losstest.Profile.Expectation.NAIVE;
import static io.lakehousesync.examples.losstest.Write.DELETE;
import static io.lakehousesync.examples.losstest.Write.HELD_OPEN;
import static io.lakehousesync.examples.losstest.Write.IDS_FROM_MEMORY;
import static io.lakehousesync.examples.losstest.Write.UPDATE;

import io.lakehousesync.ChangeTracking;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import javax.sql.DataSource;

/**
 * The kinds that can be tested. Those of the library get all the writes that their guarantee
 * covers, the naive ones those under which they look best.
 */
record Kinds(Profile profile, BiFunction<Profile, DataSource, Kind> factory) {
  private static final int PLAIN = 1;
  private static final int CACHED = 50;

  static final List<Kinds> ALL =
      List.of(
          library(
              new Profile("xid", KEEPS, UPSERT, CACHED, Set.of(UPDATE, IDS_FROM_MEMORY, HELD_OPEN)),
              ChangeTracking.xid()),
          library(
              new Profile(
                  "xid-append", KEEPS, APPEND, CACHED, Set.of(UPDATE, IDS_FROM_MEMORY, HELD_OPEN)),
              ChangeTracking.xid()),
          library(
              new Profile(
                  "marker", KEEPS, UPSERT, CACHED, Set.of(UPDATE, IDS_FROM_MEMORY, HELD_OPEN)),
              ChangeTracking.marker("synced_at")),
          // Nothing held open: it waits for the table's writers, so it would copy all at the end.
          library(
              new Profile("ordered", KEEPS, APPEND, PLAIN, Set.of()), ChangeTracking.ordered("id")),
          // Why its guarantee says "sequence cache 1".
          library(
              new Profile("ordered-cached", LOSES, APPEND, CACHED, Set.of()),
              ChangeTracking.ordered("id")),
          library(
              new Profile(
                  "queue",
                  KEEPS,
                  UPSERT,
                  CACHED,
                  Set.of(UPDATE, DELETE, IDS_FROM_MEMORY, HELD_OPEN)),
              ChangeTracking.queue()),
          library(
              new Profile(
                  "compare",
                  KEEPS,
                  UPSERT,
                  CACHED,
                  Set.of(UPDATE, DELETE, IDS_FROM_MEMORY, HELD_OPEN)),
              ChangeTracking.comparison()),
          new Kinds(
              new Profile("naive-id", NAIVE, APPEND, PLAIN, Set.of(HELD_OPEN)), CursorKind::byId),
          new Kinds(
              new Profile("naive-created", NAIVE, APPEND, PLAIN, Set.of(HELD_OPEN)),
              CursorKind::byCreationTime),
          new Kinds(
              new Profile(
                  "article-cte", NAIVE, APPEND, CACHED, Set.of(UPDATE, IDS_FROM_MEMORY, HELD_OPEN)),
              ArticleKind::new));

  static List<String> names() {
    return ALL.stream().map(kind -> kind.profile().name()).toList();
  }

  /** The kinds with these names, in the order of {@link #ALL}. */
  static List<Kind> named(List<String> names, DataSource postgres) {
    return ALL.stream()
        .filter(kind -> names.contains(kind.profile().name()))
        .map(kind -> kind.factory().apply(kind.profile(), postgres))
        .toList();
  }

  private static Kinds library(Profile profile, ChangeTracking tracking) {
    return new Kinds(profile, (known, postgres) -> new LibraryKind(known, tracking, postgres));
  }
}
