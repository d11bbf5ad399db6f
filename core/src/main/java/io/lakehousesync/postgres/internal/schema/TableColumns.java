package io.lakehousesync.postgres.internal.schema;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.sql.SqlState;
import io.lakehousesync.table.ChangeTracking.Kind;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.table.WriteMode;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns of a heap table and of its Iceberg table, by name and in the order of the table.
 *
 * @param heapOid the heap table's oid, as text; empty if there is no such table
 * @param heap the heap table's columns
 * @param copied the same columns, as {@link HeapRows} have them: the expressions of the table take
 *     the place of columns of the same name, or are added
 * @param iceberg the Iceberg table's columns
 * @param primaryKey the heap table's primary key, in its order; empty if there is none
 * @param indexes the name of the index that the set-up creates for tracking by xid, if the heap
 *     table has it, whether valid or not. The owner can create thousands of other indexes
 * @param indexed the columns of the heap table that are the first column of a valid index
 * @param ownTriggers our triggers, with their states on all partitions
 * @param capture our functions and our table of tombstones for the heap table
 * @param nameProblems which names in the table's settings are too long for the server, one sentence
 *     each. PostgreSQL has no objects with these names
 */
public record TableColumns(
    String heapOid,
    Map<String, Column> heap,
    Map<String, Column> copied,
    Map<String, Column> iceberg,
    List<String> primaryKey,
    Set<String> indexes,
    Set<String> indexed,
    HeapTriggers ownTriggers,
    CaptureObjects capture,
    List<String> nameProblems) {
  /** What to do about a name that is too long. */
  public static final String SHORTER_NAME =
      "PostgreSQL would cut it off, and use another object. Write the name as the system catalog has it, or choose a shorter name.";

  static final String RESERVED = "lakehouse_sync_";

  private static final String MAX_DEPTH = "100";

  /**
   * LIMIT 1 tells the planner that a type has one base type. Without it, the planner expects so
   * many rows that PostgreSQL compiles the query (JIT), which takes seconds.
   *
   * <p>The owner of the table may have any number of triggers with names like ours, and functions
   * of any length. Therefore the query reads at most 100 triggers, and only bodies of our
   * functions. Only the row of the heap table's first column has the triggers. The query follows a
   * domain over a domain only so far, because an owner could build a chain of thousands.
   */
  static final String QUERY =
      SqlTemplate.of(
              """
      WITH source AS MATERIALIZED (
        SELECT c.oid, c.relkind, c.relispartition, c.relowner
        FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ?
      ), relation AS MATERIALIZED (
        SELECT oid, true AS is_heap FROM source
        UNION ALL
        SELECT c.oid, false
        FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ?
      ), ours AS MATERIALIZED (
        SELECT g.tgname::text AS name,
               pg_catalog.string_agg(DISTINCT g.tgenabled::text, '') AS states,
               pg_catalog.min(p.prosrc) FILTER (WHERE f.nspname = 'lakehouse_sync') AS function,
               pg_catalog.string_agg(
                 DISTINCT pg_catalog.concat(f.nspname, '.', p.proname), ', ') AS function_name,
               pg_catalog.max((
                 SELECT pg_catalog.string_agg(d.refobjsubid::text, ',' ORDER BY d.refobjsubid)
                 FROM pg_catalog.pg_depend AS d
                 WHERE d.classid = 'pg_catalog.pg_trigger'::regclass AND d.objid = g.oid
                   AND d.refobjid = g.tgrelid AND d.refobjsubid > 0))
                 FILTER (WHERE r.oid = (SELECT oid FROM source)) AS condition,
               pg_catalog.bool_and(pg_catalog.has_function_privilege(
                 (SELECT relowner FROM source), p.oid, 'EXECUTE')) AS executable
        FROM source CROSS JOIN LATERAL {withPartitions} AS r
        JOIN pg_catalog.pg_trigger AS g ON g.tgrelid = r.oid AND g.tgname LIKE '%lakehouse\\_sync\\_%'
        JOIN pg_catalog.pg_proc AS p ON p.oid = g.tgfoid
        JOIN pg_catalog.pg_namespace AS f ON f.oid = p.pronamespace
        WHERE g.tgparentid <> 0 OR r.oid = (SELECT oid FROM source)
        GROUP BY g.tgname
        ORDER BY g.tgname LIMIT 100
      ), own AS MATERIALIZED (
        SELECT pg_catalog.array_agg(name)                    AS names,
               pg_catalog.array_agg(states)                  AS states,
               pg_catalog.array_agg(function_name)           AS function_names,
               pg_catalog.array_agg(coalesce(function, ''))  AS functions,
               pg_catalog.array_agg(coalesce(condition, '')) AS conditions
        FROM ours
      )
      SELECT c.is_heap,
             c.oid::text                                     AS oid,
             a.attnum                                        AS number,
             a.attname                                       AS name,
             a.attnotnull                                    AS required,
             t.typcategory IN ('A', 'C')
               OR t.typtype = 'd' AND base.typtype = 'e'
               OR base.typnamespace = 'pg_catalog'::regnamespace
                 AND (base.typname IN ('money', 'timetz') OR base.typname LIKE 'reg%')
               OR base.typtype IN ('r', 'm')
                 AND base.typnamespace <> 'pg_catalog'::regnamespace AS cannot_be_key,
             base.typtype = 'd' OR element.typtype = 'd'      AS too_deep,
             {type}                                          AS type,
             CASE
               WHEN base.typtype = 'e' OR a.atttypid = 'varchar'::regtype THEN 'text'
               WHEN e.typtype = 'e' THEN 'text[]'
               WHEN t.typtype = 'd' THEN {baseType}
               ELSE {type}
             END                                             AS iceberg_type,
             CASE
               WHEN base_element.oid IS NULL OR element.typcategory = 'A' THEN {baseType}
               ELSE {elementType} || '[]'
             END                                             AS plain_type,
             CASE
               WHEN base.typtype IN ('e', 'c', 'r', 'm')
                 OR base_element.typtype IN ('e', 'c', 'r', 'm', 'd') THEN
                 (SELECT p.proname FROM pg_catalog.pg_proc AS p WHERE p.oid = base.typoutput)
               ELSE ''
             END                                             AS output,
             (SELECT x.nspname FROM pg_catalog.pg_namespace AS x
              WHERE x.oid = base.typnamespace AND base.typtype = 'b' AND base_element.oid IS NULL
                AND EXISTS (
                  SELECT FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = base.oid
                    AND d.deptype = 'e'))                    AS extension_schema,
             (SELECT pg_catalog.concat(pg_catalog.quote_ident(x.nspname), '.', pg_catalog.quote_ident(l.collname))
              FROM pg_catalog.pg_collation AS l JOIN pg_catalog.pg_namespace AS x ON x.oid = l.collnamespace
              WHERE l.oid = a.attcollation AND a.attcollation <> t.typcollation) AS collation,
             pg_catalog.array_position(pk.conkey, a.attnum)  AS key_position,
             ARRAY (
               SELECT ic.relname::text FROM pg_catalog.pg_index AS i
               JOIN pg_catalog.pg_class AS ic ON ic.oid = i.indexrelid
               WHERE i.indrelid = c.oid
                 AND ic.relname = pg_catalog.concat({index}, c.oid)) AS indexes,
             EXISTS (
               SELECT FROM pg_catalog.pg_index AS i
               WHERE i.indrelid = c.oid AND i.indisvalid
                 AND i.indkey[0] = a.attnum)                 AS indexed,
             (SELECT pg_catalog.bool_and(executable) FROM ours) IS NOT FALSE AS executable,
             (SELECT relkind = 'p' FROM source)                AS partitioned,
             (SELECT relispartition FROM source)               AS partition,
             (SELECT pg_catalog.pg_get_userbyid(relowner) FROM source) AS owner,
             own.names                                       AS own_names,
             own.states                                      AS own_states,
             own.function_names                              AS own_function_names,
             own.functions                                   AS own_functions,
             own.conditions                                  AS own_conditions
      FROM relation AS c
      JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
      JOIN pg_catalog.pg_type      AS t ON t.oid = a.atttypid
      CROSS JOIN LATERAL (
        WITH RECURSIVE bases AS (
          SELECT t.oid, a.atttypmod AS modifier, t.typtype, t.typbasetype, t.typtypmod,
                 t.typoutput, t.typnamespace, t.typelem, t.typname, 0 AS depth
          UNION ALL
          SELECT b.oid, bases.typtypmod, b.typtype, b.typbasetype, b.typtypmod,
                 b.typoutput, b.typnamespace, b.typelem, b.typname, depth + 1
          FROM bases JOIN pg_catalog.pg_type AS b ON b.oid = bases.typbasetype
          WHERE bases.typtype = 'd' AND depth < {depth})
        SELECT * FROM bases WHERE typtype <> 'd' OR depth = {depth} LIMIT 1) AS base
      LEFT JOIN pg_catalog.pg_type AS base_element
        ON base_element.oid = base.typelem AND base_element.typarray = base.oid
      LEFT JOIN LATERAL (
        WITH RECURSIVE bases AS (
          SELECT base_element.oid, base.modifier, base_element.typtype, base_element.typbasetype,
                 base_element.typtypmod, base_element.typcategory, 0 AS depth
          UNION ALL
          SELECT b.oid, bases.typtypmod, b.typtype, b.typbasetype, b.typtypmod, b.typcategory,
                 depth + 1
          FROM bases JOIN pg_catalog.pg_type AS b ON b.oid = bases.typbasetype
          WHERE bases.typtype = 'd' AND depth < {depth})
        SELECT * FROM bases WHERE typtype <> 'd' OR depth = {depth} LIMIT 1) AS element ON true
      LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem AND e.typarray = t.oid
      LEFT JOIN pg_catalog.pg_constraint AS pk ON pk.conrelid = c.oid AND pk.contype = 'p'
      LEFT JOIN own ON c.is_heap AND a.attnum = (
        SELECT pg_catalog.min(f.attnum) FROM pg_catalog.pg_attribute AS f
        WHERE f.attrelid = (SELECT oid FROM source) AND f.attnum > 0 AND NOT f.attisdropped)
      WHERE a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum
      """)
          .with("withPartitions", Sql.withPartitions("source.oid"))
          .with("index", Sql.literal("sync_%s_".formatted(Kind.XID.id())))
          .with("depth", MAX_DEPTH)
          .with("type", TypeNames.of("a.atttypid", "a.atttypmod"))
          .with("baseType", TypeNames.of("base.oid", "base.modifier"))
          .with("elementType", TypeNames.of("element.oid", "element.modifier"))
          .sql();

  /** Reads the columns of both tables with one query. */
  public static TableColumns read(Connection connection, SyncTable table) throws SQLException {
    String heapOid = "";
    Map<String, Column> heap = new LinkedHashMap<>();
    Map<String, Column> iceberg = new LinkedHashMap<>();
    Map<Integer, String> key = new TreeMap<>();
    Set<String> indexes = Set.of();
    Set<String> indexed = new HashSet<>();
    HeapTriggers ownTriggers = HeapTriggers.NONE;
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      int parameter = 0;
      for (TableName name : List.of(table.source(), table.target())) {
        statement.setString(++parameter, name.schema());
        statement.setString(++parameter, name.name());
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Column column = column(rows);
          if (!rows.getBoolean("is_heap")) {
            iceberg.put(column.name(), column);
            continue;
          }
          if (heap.isEmpty()) {
            heapOid = rows.getString("oid");
            indexes = Set.of(texts(rows, "indexes"));
            ownTriggers = ownTriggers(rows);
          }
          heap.put(column.name(), column);
          if (rows.getBoolean("indexed")) {
            indexed.add(column.name());
          }
          int position = rows.getInt("key_position");
          if (position > 0) {
            key.put(position, column.name());
          }
        }
      }
    }
    return new TableColumns(
        heapOid,
        heap,
        copied(table, heap),
        iceberg,
        List.copyOf(key.values()),
        indexes,
        indexed,
        ownTriggers,
        heap.isEmpty() ? CaptureObjects.NONE : CaptureObjects.read(connection, heapOid),
        List.copyOf(NameLengths.problems(connection, table)));
  }

  private static Map<String, Column> copied(SyncTable table, Map<String, Column> heap) {
    if (heap.isEmpty() || table.computed().isEmpty()) {
      return heap;
    }
    Map<String, Column> copied = new LinkedHashMap<>(heap);
    table
        .computed()
        .forEach(
            column -> copied.put(column.name(), Column.computed(column.name(), column.type())));
    return copied;
  }

  private static HeapTriggers ownTriggers(ResultSet row) throws SQLException {
    String[] names = texts(row, "own_names");
    String[] states = texts(row, "own_states");
    String[] functionNames = texts(row, "own_function_names");
    String[] functions = texts(row, "own_functions");
    String[] conditions = texts(row, "own_conditions");
    Map<String, HeapTriggers.Trigger> byName = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      byName.put(
          names[i],
          new HeapTriggers.Trigger(states[i], functionNames[i], functions[i], conditions[i]));
    }
    return new HeapTriggers(
        row.getString("owner"),
        row.getBoolean("executable"),
        row.getBoolean("partitioned"),
        row.getBoolean("partition"),
        Map.copyOf(byName));
  }

  private static Column column(ResultSet row) throws SQLException {
    if (row.getBoolean("too_deep")) {
      throw new SQLException(
          "The type of column %s is a domain over more than %s other domains."
              .formatted(row.getString("name"), MAX_DEPTH),
          SqlState.PROGRAM_LIMIT_EXCEEDED);
    }
    return new Column(
        row.getInt("number"),
        row.getString("name"),
        row.getString("type"),
        row.getString("iceberg_type"),
        row.getString("plain_type"),
        row.getString("output"),
        Objects.requireNonNullElse(row.getString("extension_schema"), ""),
        Objects.requireNonNullElse(row.getString("collation"), ""),
        row.getBoolean("required"),
        row.getBoolean("cannot_be_key"));
  }

  private static String[] texts(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? new String[0] : (String[]) array.getArray();
  }

  /** Returns whether a valid index of the heap table begins with the column. */
  public boolean isIndexedBy(String column) {
    return indexed.contains(column);
  }

  /**
   * Returns the schemas of the extensions that define types of the key or of the tracking's column,
   * such as citext. The operators of these types are in the same schemas.
   */
  public List<String> extensionSchemas(SyncTable table) {
    return Stream.concat(key(table).stream(), table.tracking().column().stream())
        .filter(heap::containsKey)
        .map(name -> heapColumn(name).extensionSchema())
        .filter(schema -> !schema.isEmpty())
        .distinct()
        .toList();
  }

  /** Returns whether both tables exist. */
  public boolean exist() {
    return !heap.isEmpty() && !iceberg.isEmpty();
  }

  /**
   * Returns the pairs of columns. Columns with the same name are a pair. All other columns keep
   * their earlier pairs, because a table that copies only some columns may later be configured to
   * copy more.
   */
  public List<ColumnLink> links(SyncTable table, List<ColumnLink> before) {
    Map<Integer, ColumnLink> links = new TreeMap<>();
    for (ColumnLink link : before) {
      links.put(link.heap(), new ColumnLink(link.heap(), link.iceberg(), link.type(), false));
    }
    for (Column column : heap.values()) {
      Column partner = iceberg.get(column.name());
      if (partner != null && !table.computes(column.name())) {
        links.values().removeIf(link -> link.iceberg() == partner.number());
        links.put(
            column.number(),
            new ColumnLink(
                column.number(),
                partner.number(),
                column.icebergType(),
                isWanted(table, column.name())));
      }
    }
    links.values().removeIf(link -> !hasIceberg(link.iceberg()) || isComputed(table, link));
    return List.copyOf(links.values());
  }

  private boolean isComputed(SyncTable table, ColumnLink link) {
    return iceberg.values().stream()
        .anyMatch(column -> column.number() == link.iceberg() && table.computes(column.name()));
  }

  private boolean hasIceberg(int number) {
    return iceberg.values().stream().anyMatch(column -> column.number() == number);
  }

  /** Returns the names of the columns to copy, in the Iceberg table's order. */
  public List<String> toCopy(SyncTable table) {
    return iceberg.keySet().stream().filter(name -> isWanted(table, name)).toList();
  }

  /** Returns the columns of the heap table whose sizes count for the size of a batch. */
  public List<String> measured(SyncTable table) {
    return toCopy(table).stream().filter(heap::containsKey).toList();
  }

  /** Returns whether the table is configured to copy the column. */
  public static boolean isWanted(SyncTable table, String column) {
    return table.copies(column);
  }

  /** Returns the type of an existing column of the heap table. */
  public String heapType(String column) {
    return heapColumn(column).type();
  }

  /** Returns the type to which keys of an existing column of the heap table are cast. */
  public String keyType(String column) {
    return heapColumn(column).plainType();
  }

  /**
   * Returns expressions for the texts of columns of the heap table, separated by commas. This
   * library handles keys as text.
   */
  public String texts(Collection<String> columns) {
    return columns.stream()
        .map(name -> heapColumn(name).text(Sql.identifier(name)))
        .collect(Collectors.joining(", "));
  }

  /** Returns an expression for a key of a column of the heap table, read from its text. */
  public String fromText(String column, String text) {
    return heapColumn(column).fromText(text);
  }

  /**
   * Returns an expression for a key of a column of the heap table, read from its text, as a value
   * of another type.
   */
  public String fromText(String column, String text, String otherType) {
    return heapColumn(column).as(fromText(column, text), otherType);
  }

  /** Returns an expression for the text of a value of a column of the heap table. */
  public String text(String column, String value) {
    return heapColumn(column).text(value);
  }

  /**
   * Returns expressions that select columns of the heap table with the types of the Iceberg table,
   * separated by commas.
   */
  public String values(Collection<String> columns) {
    return columns.stream()
        .map(name -> value(copiedColumn(name), Sql.identifier(name)))
        .collect(Collectors.joining(", "));
  }

  /** Returns the bare column if PostgreSQL's own conversion is safe. */
  private String value(Column column, String name) {
    return column.output().isEmpty() ? name : column.as(name, icebergType(column.name()));
  }

  /**
   * Returns the number of an existing column of the heap table. A rename does not change the
   * number.
   */
  public int heapNumber(String column) {
    return heapColumn(column).number();
  }

  private Column copiedColumn(String column) {
    return Objects.requireNonNull(copied.get(column), column);
  }

  private Column heapColumn(String column) {
    return Objects.requireNonNull(heap.get(column), column);
  }

  /** Returns the type of an existing column of the Iceberg table. */
  public String icebergType(String column) {
    return Objects.requireNonNull(iceberg.get(column), column).type();
  }

  /**
   * Returns the names of the columns that have the same type and the same values in both tables.
   */
  public List<String> ofSameType() {
    return iceberg.values().stream()
        .filter(column -> heap.containsKey(column.name()))
        .filter(column -> heapColumn(column.name()).equals(copied.get(column.name())))
        .filter(column -> heapColumn(column.name()).icebergType().equals(column.type()))
        .map(Column::name)
        .toList();
  }

  /** Returns the expressions that compare the values of a column. Both tables have this column. */
  public ExactValue exactValue(String column) {
    return ExactValue.of(copiedColumn(column), Objects.requireNonNull(iceberg.get(column), column));
  }

  /**
   * Returns the configured key. If no key is configured, returns the primary key, which may be
   * empty.
   */
  public List<String> key(SyncTable table) {
    return table.key().isEmpty() ? primaryKey : table.key();
  }

  /** Returns the key if rows can be found by it; otherwise an empty list. */
  public List<String> usableKey(SyncTable table) {
    List<String> key = key(table);
    return key.stream().map(heap::get).allMatch(found -> found != null && !found.cannotBeKey())
        ? key
        : List.of();
  }

  /**
   * Returns how rows are written. If no mode is configured, the mode is APPEND for a table without
   * a key, and UPSERT for a table with a key. With tracking by an ordered column, the mode is also
   * APPEND, even if the table has a key: this tracking captures only inserts and has nothing to
   * replace.
   */
  public WriteMode mode(SyncTable table) {
    boolean appends = key(table).isEmpty() || table.tracking().kind() == Kind.ORDERED;
    return table.mode().orElse(appends ? WriteMode.APPEND : WriteMode.UPSERT);
  }

  /** Returns why the table cannot be copied and what to do; empty if it can. */
  public List<String> problems(SyncTable table) {
    if (!nameProblems.isEmpty()) {
      return namesToChange();
    }
    if (!heap.isEmpty() && iceberg.isEmpty()) {
      return List.of(
          "Iceberg table %s does not exist. Run the set-up (PgLakeSetup), which creates it."
              .formatted(table.target()));
    }
    List<String> problems = new ArrayList<>(heapProblems(table));
    problems.addAll(castsToOtherOwners(table));
    problems.addAll(excludedButPresent(table));
    return problems;
  }

  /** A column may be excluded because readers must not see its values. */
  private List<String> excludedButPresent(SyncTable table) {
    return table.excluded().stream()
        .filter(iceberg::containsKey)
        .map(
            name ->
                "Iceberg table %s has column %s, which without(...) excludes. Drop it there: ALTER TABLE %s DROP COLUMN %s. Older snapshots and files still have its values until they expire."
                    .formatted(
                        table.target(),
                        Sql.identifier(name),
                        Sql.table(table.target()),
                        Sql.identifier(name)))
        .toList();
  }

  /**
   * Returns the problems of columns that a copy would cast to a type outside of pg_catalog. The
   * owner of such a type can define the cast, and the cast would run with the rights of the role
   * that copies.
   */
  private List<String> castsToOtherOwners(SyncTable table) {
    return toCopy(table).stream()
        .filter(copied::containsKey)
        .filter(name -> !copiedColumn(name).needsNoCastTo(icebergType(name)))
        .map(
            name ->
                "Column %s of %s has type %s, but its column in Iceberg table %s has type %s. A copy does not convert values to user-defined types. Change the type back, or drop the Iceberg table, run the set-up, and make a new baseline (PgLakeSetup.newBaseline)."
                    .formatted(
                        Sql.identifier(name),
                        table.source(),
                        copiedColumn(name).type(),
                        table.target(),
                        icebergType(name)))
        .toList();
  }

  /** Returns the problems of the heap table alone, before the Iceberg table is created. */
  public List<String> heapProblems(SyncTable table) {
    if (!nameProblems.isEmpty()) {
      return namesToChange();
    }
    if (heap.isEmpty()) {
      return List.of("Heap table %s does not exist. Check its name.".formatted(table.source()));
    }
    List<String> problems = new ArrayList<>();
    for (String name : table.columns()) {
      if (!heap.containsKey(name)) {
        problems.add(
            "Column %s of %s, named in columns(...), does not exist. Check its name."
                .formatted(Sql.identifier(name), table.source()));
      }
    }
    for (String name : table.excluded()) {
      if (!heap.containsKey(name)) {
        problems.add(
            "Column %s of %s, named in without(...), does not exist. Check its name."
                .formatted(Sql.identifier(name), table.source()));
      }
    }
    problems.addAll(reservedNames(table));
    problems.addAll(keyProblems(table));
    problems.addAll(archiveProblems(table));
    return problems;
  }

  /** Returns the problems of names that are too long, with what to do; empty if there are none. */
  public List<String> namesToChange() {
    return nameProblems.stream().map(problem -> problem + " " + SHORTER_NAME).toList();
  }

  /** Our statements use names with the prefix {@link #RESERVED} for their own columns. */
  private List<String> reservedNames(SyncTable table) {
    return heap.keySet().stream()
        .filter(name -> name.startsWith(RESERVED))
        .filter(
            name ->
                isWanted(table, name)
                    || key(table).contains(name)
                    || table.tracking().column().filter(name::equals).isPresent())
        .map(
            name ->
                "Column %s of %s has a name that begins with %s, which is reserved for this library. Rename the column, or leave it out with columns(...)."
                    .formatted(Sql.identifier(name), table.source(), RESERVED))
        .toList();
  }

  /** Returns the problems of key columns whose values the Iceberg table rounds. */
  public List<String> roundedKeys(SyncTable table) {
    return KeyProblems.rounded(table, this, key(table));
  }

  /**
   * A copy with UPSERT deletes the rows with a changed key, and inserts those that pass the filter.
   * In an archive, a row that ceases to pass it would be deleted, and a verification could not
   * distinguish it from rows that the archive keeps.
   */
  private List<String> archiveProblems(SyncTable table) {
    return table.where().isPresent()
            && table.deletes() == Deletes.KEEP
            && mode(table) == WriteMode.UPSERT
        ? List.of(
            "%s: deletes(KEEP) does not work with a filter and mode UPSERT, because a row that ceases to pass the filter is neither kept nor deleted. Use mode APPEND, or deletes(APPLY)."
                .formatted(table.source()))
        : List.of();
  }

  private List<String> keyProblems(SyncTable table) {
    List<String> key = key(table);
    List<String> problems = new ArrayList<>(KeyProblems.of(table, this, key));
    for (String name : key) {
      if (!heap.containsKey(name)) {
        problems.add(
            "Key column %s of %s does not exist. Check key(...)."
                .formatted(Sql.identifier(name), table.source()));
      }
    }
    if (mode(table) == WriteMode.UPSERT) {
      if (key.isEmpty()) {
        problems.add(
            "%s has no primary key, which an upsert needs. Name its key with key(...)."
                .formatted(table.source()));
      }
      for (String name : key) {
        if (table.computes(name)) {
          problems.add(
              "Key column %s of %s is an expression. Keys must be columns of the heap table: give the column of the expression another name."
                  .formatted(Sql.identifier(name), table.source()));
        }
      }
      if (!key.stream().allMatch(name -> isWanted(table, name))) {
        problems.add(
            "The key %s of %s is not among the columns to copy. Add it to columns(...), and remove it from without(...)."
                .formatted(key, table.source()));
      }
    }
    return problems;
  }
}
