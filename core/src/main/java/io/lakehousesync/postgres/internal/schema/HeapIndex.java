package io.lakehousesync.postgres.internal.schema;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.schema.IndexedRelation.Index;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.postgres.report.SetupStatement.Blocks;
import io.lakehousesync.postgres.report.SetupStatement.Transaction;
import io.lakehousesync.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The index that a kind of tracking needs on a heap table. While PostgreSQL builds the index,
 * applications can read and write the table.
 *
 * <p>PostgreSQL cannot build an index on a partitioned table in this way. Therefore the partitioned
 * tables first get an index without rows. Then each leaf partition gets its own index in turn, and
 * this index is attached to the index of the parent as a part. When the last part is attached,
 * PostgreSQL makes the index of the parent valid.
 *
 * <p>An interrupted build leaves an invalid index. The next set-up builds this index again.
 *
 * @param heapOid the oid of the heap table, as text
 * @param prefix the beginning of the names of the indexes; the oid of the relation follows
 * @param columns the columns of the index, in their order
 * @param condition a condition on the rows in the index, as SQL; empty for all rows
 */
public record HeapIndex(
    String heapOid, String prefix, List<String> columns, Optional<String> condition) {
  /**
   * When PostgreSQL attaches an index, it evaluates constant calls in the expressions of both
   * indexes, with the rights of the current role. The owner of the table can have such a call run a
   * function of his own, and can give the names of our indexes to others at any time. Setting a
   * comment, here the same one, prevents other sessions from renaming the index. The check then
   * concerns the indexes that are attached. The parts of our own indexes depend on no function.
   */
  private static final String ATTACH =
      """

      DECLARE
        name text;
      BEGIN
        FOREACH name IN ARRAY ARRAY[{parentText}, {indexText}] LOOP
          EXECUTE pg_catalog.format('COMMENT ON INDEX %s IS %L', name,
            pg_catalog.obj_description(name::pg_catalog.regclass, 'pg_class'));
          IF EXISTS (
            SELECT FROM pg_catalog.pg_depend AS d
            WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
              AND d.objid = name::pg_catalog.regclass
              AND d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass,
                                   'pg_catalog.pg_operator'::pg_catalog.regclass,
                                   'pg_catalog.pg_type'::pg_catalog.regclass)
          ) OR NOT EXISTS (
            SELECT FROM pg_catalog.pg_index AS i
            WHERE i.indexrelid = name::pg_catalog.regclass
              AND i.indrelid IN (
                SELECT {relationText}::pg_catalog.regclass
                UNION ALL
                SELECT h.inhparent FROM pg_catalog.pg_inherits AS h
                WHERE h.inhrelid = {relationText}::pg_catalog.regclass)
          ) THEN
            RAISE EXCEPTION 'index % was changed by its owner, and is not used', name
              USING HINT = 'Drop this index, and repeat the set-up.';
          END IF;
        END LOOP;
        ALTER INDEX {parent} ATTACH PARTITION {index};
      END
      """;

  /**
   * The index that a relation will have after the statements that are planned so far.
   *
   * @param oid the oid of the index; null if the index does not exist yet
   */
  private record Planned(TableName name, @Nullable String oid) {
    boolean hasPart(Index index) {
      return oid != null && oid.equals(index.partOf());
    }
  }

  /**
   * Returns the statements that create or complete the index. Call this method only if the table
   * has no valid index.
   */
  public List<SetupStatement> missing(Connection connection) throws SQLException {
    List<IndexedRelation> relations = IndexedRelation.read(connection, this);
    List<SetupStatement> statements = new ArrayList<>();
    Map<String, Planned> planned = new HashMap<>();
    Set<String> dropped = new HashSet<>();
    for (IndexedRelation relation : relations) {
      if (!relation.canBeIndexed()) {
        continue;
      }
      Planned parent = relation.parent() == null ? null : planned.get(relation.parent());
      Optional<Index> found = find(relation, parent, dropped);
      boolean isPart = parent != null && found.filter(parent::hasPart).isPresent();
      if (found.isPresent() && !found.get().fits()) {
        dropped.add(found.get().oid());
        statements.add(drop(relation, found.get()));
        found = Optional.empty();
        isPart = false;
      }
      Planned index =
          found
              .map(present -> new Planned(present.name(), present.oid()))
              .orElseGet(() -> new Planned(newName(relation), null));
      planned.put(relation.oid(), index);
      List<SetupStatement> built =
          found.isEmpty()
              ? List.of(create(relation, index.name()))
              : repair(relation, found.get(), isPart);
      statements.addAll(built);
      if (parent != null && (!isPart || !built.isEmpty())) {
        statements.add(attach(relation, index.name(), parent.name()));
      }
    }
    return statements.isEmpty() ? validate(relations, planned) : statements;
  }

  /**
   * Returns the index that is a part of the parent's index. If there is no such index, returns the
   * index with our name.
   */
  private static Optional<Index> find(
      IndexedRelation relation, @Nullable Planned parent, Set<String> dropped) {
    Stream<Index> part =
        relation.indexes().stream().filter(index -> parent != null && parent.hasPart(index));
    Stream<Index> named =
        relation.indexes().stream()
            .filter(Index::named)
            .filter(index -> parent == null || index.partOf() == null);
    return Stream.concat(part, named)
        .filter(index -> index.partOf() == null || !dropped.contains(index.partOf()))
        .findFirst();
  }

  /**
   * Returns the statements that make an invalid index valid. An index that is a part of a parent's
   * index cannot be dropped alone. Therefore it is rebuilt instead.
   */
  private List<SetupStatement> repair(IndexedRelation relation, Index index, boolean isPart) {
    if (relation.isPartitioned() || index.valid()) {
      return List.of();
    }
    return isPart
        ? List.of(rebuild(relation, index))
        : List.of(drop(relation, index), create(relation, index.name()));
  }

  /**
   * Returns statements that attach each part again. PostgreSQL then checks whether the indexes of
   * the partitioned tables are valid. This is needed if the set-up was interrupted after the
   * rebuild of a part.
   */
  private static List<SetupStatement> validate(
      List<IndexedRelation> relations, Map<String, Planned> planned) {
    if (!relations.stream().allMatch(IndexedRelation::canBeIndexed)) {
      // A foreign partition has no index, so the index of its parent is never valid.
      return List.of();
    }
    return relations.stream()
        .filter(relation -> relation.parent() != null)
        .map(
            relation ->
                attach(
                    relation,
                    Objects.requireNonNull(planned.get(relation.oid())).name(),
                    Objects.requireNonNull(planned.get(relation.parent())).name()))
        .toList();
  }

  private TableName newName(IndexedRelation relation) {
    return new TableName(relation.name().schema(), prefix + relation.oid());
  }

  private SetupStatement create(IndexedRelation relation, TableName index) {
    SetupStatement create =
        new SetupStatement(
            "index %s of %s".formatted(index.name(), relation.name()),
            SqlTemplate.of(
                    relation.isPartitioned()
                        ? "CREATE INDEX {index} ON ONLY {relation} {definition}"
                        : "CREATE INDEX CONCURRENTLY {index} ON {relation} {definition}")
                .with("index", Sql.identifier(index.name()))
                .with("relation", relation.sql())
                .with("definition", definition())
                .sql());
    return relation.isPartitioned() ? create.blocking(Blocks.WRITERS) : create.in(Transaction.NONE);
  }

  private static SetupStatement rebuild(IndexedRelation relation, Index index) {
    return new SetupStatement(
            "rebuilt index %s of %s".formatted(index.name().name(), relation.name()),
            "REINDEX INDEX CONCURRENTLY " + Sql.table(index.name()))
        .in(Transaction.NONE);
  }

  /**
   * Returns the statement that drops an index. If the relation is partitioned, PostgreSQL also
   * drops the parts of the index. These parts have the same columns as the dropped index, so they
   * do not fit either.
   */
  private static SetupStatement drop(IndexedRelation relation, Index index) {
    SetupStatement drop =
        new SetupStatement(
            "dropped index %s of %s".formatted(index.name().name(), relation.name()),
            "DROP INDEX %s%s"
                .formatted(
                    relation.isPartitioned() ? "" : "CONCURRENTLY ", Sql.table(index.name())));
    return relation.isPartitioned() ? drop.blocking(Blocks.EVERYONE) : drop.in(Transaction.NONE);
  }

  /**
   * Returns the statement that attaches an index to the parent's index. The statement blocks
   * readers that use the attached index. The index of a partitioned table has no rows, so no reader
   * uses it.
   */
  private static SetupStatement attach(
      IndexedRelation relation, TableName index, TableName parent) {
    SetupStatement attach =
        new SetupStatement(
            "index %s of %s as a part of %s"
                .formatted(index.name(), relation.name(), parent.name()),
            "DO "
                + Sql.dollarQuoted(
                    SqlTemplate.of(ATTACH)
                        .with("parent", Sql.table(parent))
                        .with("parentText", Sql.literal(Sql.table(parent)))
                        .with("index", Sql.table(index))
                        .with("indexText", Sql.literal(Sql.table(index)))
                        .with("relationText", Sql.literal(relation.sql()))
                        .sql()));
    return relation.isPartitioned()
        ? attach.blocking(Blocks.WRITERS)
        : attach.in(Transaction.OWN).blocking(Blocks.EVERYONE);
  }

  private String definition() {
    return "(%s)%s"
        .formatted(Sql.columns(columns), condition.map(rows -> " WHERE " + rows).orElse(""));
  }
}
