package io.lakehousesync.examples.trials.loss;

import static io.lakehousesync.examples.trials.workload.TableProfile.CACHED;
import static io.lakehousesync.examples.trials.workload.TableProfile.Expectation.LOSES;
import static io.lakehousesync.examples.trials.workload.TableProfile.Expectation.NAIVE;
import static io.lakehousesync.examples.trials.workload.TableProfile.PLAIN;
import static io.lakehousesync.examples.trials.workload.WriteKind.HELD_OPEN;
import static io.lakehousesync.examples.trials.workload.WriteKind.IDS_FROM_MEMORY;
import static io.lakehousesync.examples.trials.workload.WriteKind.UPDATE;
import static io.lakehousesync.table.WriteMode.APPEND;

import io.lakehousesync.examples.trials.workload.ArticleCopyMethod;
import io.lakehousesync.examples.trials.workload.CopyMethod;
import io.lakehousesync.examples.trials.workload.CursorCopyMethod;
import io.lakehousesync.examples.trials.workload.LibraryCopyMethod;
import io.lakehousesync.examples.trials.workload.LibraryTracking;
import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.table.ChangeTracking;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import javax.sql.DataSource;

/**
 * The methods under test. To test one of the library's kinds of tracking, writers make all the
 * writes that the guarantee of this kind covers. To test a naive method, writers make only the
 * writes that suit this method best.
 */
record CopyMethods(TableProfile profile, BiFunction<TableProfile, DataSource, CopyMethod> factory) {
  static final String SCHEMA = "losstest";

  /** A small number, so that a copy often has several pages of rows. */
  private static final int BATCH_ROWS = 500;

  static final List<CopyMethods> ALL = all();

  private static List<CopyMethods> all() {
    List<CopyMethods> all = new ArrayList<>();
    for (LibraryTracking kind : LibraryTracking.allIn(SCHEMA)) {
      all.add(library(kind));
      if (kind.profile().name().equals("ordered")) {
        // This profile shows why the guarantee requires "sequence cache 1".
        all.add(
            library(
                new LibraryTracking(
                    new TableProfile(SCHEMA, "ordered-cached", LOSES, APPEND, CACHED, Set.of()),
                    ChangeTracking.ordered("id"))));
      }
    }
    all.add(
        new CopyMethods(
            new TableProfile(SCHEMA, "naive-id", NAIVE, APPEND, PLAIN, Set.of(HELD_OPEN)),
            CursorCopyMethod::byId));
    all.add(
        new CopyMethods(
            new TableProfile(SCHEMA, "naive-created", NAIVE, APPEND, PLAIN, Set.of(HELD_OPEN)),
            CursorCopyMethod::byCreationTime));
    all.add(
        new CopyMethods(
            new TableProfile(
                SCHEMA,
                "article-cte",
                NAIVE,
                APPEND,
                CACHED,
                Set.of(UPDATE, IDS_FROM_MEMORY, HELD_OPEN)),
            ArticleCopyMethod::new));
    return List.copyOf(all);
  }

  static List<String> names() {
    return ALL.stream().map(kind -> kind.profile().name()).toList();
  }

  /** Returns the methods with these names, in the order of {@link #ALL}. */
  static List<CopyMethod> named(List<String> names, DataSource postgres) {
    return ALL.stream()
        .filter(kind -> names.contains(kind.profile().name()))
        .map(kind -> kind.factory().apply(kind.profile(), postgres))
        .toList();
  }

  private static CopyMethods library(LibraryTracking kind) {
    return new CopyMethods(
        kind.profile(), (known, postgres) -> new LibraryCopyMethod(kind, postgres, BATCH_ROWS));
  }
}
