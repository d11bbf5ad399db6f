package io.lakehousesync.examples.losstest;

import static io.lakehousesync.WriteMode.APPEND;
import static io.lakehousesync.examples.workload.Profile.CACHED;
import static io.lakehousesync.examples.workload.Profile.Expectation.LOSES;
import static io.lakehousesync.examples.workload.Profile.Expectation.NAIVE;
import static io.lakehousesync.examples.workload.Profile.PLAIN;
import static io.lakehousesync.examples.workload.Write.HELD_OPEN;
import static io.lakehousesync.examples.workload.Write.IDS_FROM_MEMORY;
import static io.lakehousesync.examples.workload.Write.UPDATE;

import io.lakehousesync.ChangeTracking;
import io.lakehousesync.examples.workload.ArticleKind;
import io.lakehousesync.examples.workload.CursorKind;
import io.lakehousesync.examples.workload.Kind;
import io.lakehousesync.examples.workload.LibraryKind;
import io.lakehousesync.examples.workload.Profile;
import io.lakehousesync.examples.workload.TrackedKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import javax.sql.DataSource;

/**
 * The kinds that can be tested. Those of the library get all the writes that their guarantee
 * covers, the naive ones those under which they look best.
 */
record Kinds(Profile profile, BiFunction<Profile, DataSource, Kind> factory) {
  static final String SCHEMA = "losstest";

  /** Small, so that a copy of many rows is often one of several pages. */
  private static final int BATCH_ROWS = 500;

  static final List<Kinds> ALL = all();

  private static List<Kinds> all() {
    List<Kinds> all = new ArrayList<>();
    for (TrackedKind kind : TrackedKind.allIn(SCHEMA)) {
      all.add(library(kind));
      if (kind.profile().name().equals("ordered")) {
        // Why its guarantee says "sequence cache 1".
        all.add(
            library(
                new TrackedKind(
                    new Profile(SCHEMA, "ordered-cached", LOSES, APPEND, CACHED, Set.of()),
                    ChangeTracking.ordered("id"))));
      }
    }
    all.add(
        new Kinds(
            new Profile(SCHEMA, "naive-id", NAIVE, APPEND, PLAIN, Set.of(HELD_OPEN)),
            CursorKind::byId));
    all.add(
        new Kinds(
            new Profile(SCHEMA, "naive-created", NAIVE, APPEND, PLAIN, Set.of(HELD_OPEN)),
            CursorKind::byCreationTime));
    all.add(
        new Kinds(
            new Profile(
                SCHEMA,
                "article-cte",
                NAIVE,
                APPEND,
                CACHED,
                Set.of(UPDATE, IDS_FROM_MEMORY, HELD_OPEN)),
            ArticleKind::new));
    return List.copyOf(all);
  }

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

  private static Kinds library(TrackedKind kind) {
    return new Kinds(
        kind.profile(), (known, postgres) -> new LibraryKind(kind, postgres, BATCH_ROWS));
  }
}
