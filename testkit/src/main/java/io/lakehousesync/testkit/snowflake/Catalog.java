package io.lakehousesync.testkit.snowflake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** The objects of the account, one shelf per kind, and who owns them. Thread-safe. */
final class Catalog {
  private final Shelf<Database> databases = new Shelf<>(ObjectKind.DATABASE);
  private final Shelf<ExternalVolume> externalVolumes = new Shelf<>(ObjectKind.EXTERNAL_VOLUME);
  private final Shelf<CatalogIntegration> catalogIntegrations =
      new Shelf<>(ObjectKind.CATALOG_INTEGRATION);
  private final Shelf<StorageIntegration> storageIntegrations =
      new Shelf<>(ObjectKind.STORAGE_INTEGRATION);
  private final Shelf<NetworkPolicy> networkPolicies = new Shelf<>(ObjectKind.NETWORK_POLICY);
  private final Shelf<PostgresInstance> postgresInstances =
      new Shelf<>(ObjectKind.POSTGRES_INSTANCE);
  private final Grants grants = new Grants();
  private volatile Duration postgresInstanceStartup = Duration.ofSeconds(2);

  private final AtomicLong sequence = new AtomicLong();

  Shelf<Database> databases() {
    return databases;
  }

  Shelf<ExternalVolume> externalVolumes() {
    return externalVolumes;
  }

  Shelf<CatalogIntegration> catalogIntegrations() {
    return catalogIntegrations;
  }

  Shelf<StorageIntegration> storageIntegrations() {
    return storageIntegrations;
  }

  Shelf<NetworkPolicy> networkPolicies() {
    return networkPolicies;
  }

  Shelf<PostgresInstance> postgresInstances() {
    return postgresInstances;
  }

  /** How long new Postgres instances take until they are READY. */
  Duration postgresInstanceStartup() {
    return postgresInstanceStartup;
  }

  void setPostgresInstanceStartup(Duration startup) {
    postgresInstanceStartup = startup;
  }

  Grants grants() {
    return grants;
  }

  /**
   * The shelf that an object stands on, or would.
   *
   * @throws SnowflakeError 002003 if the database or schema that it stands in does not exist
   */
  Shelf<?> shelf(Securable object) {
    return switch (object.kind()) {
      case DATABASE -> databases;
      case SCHEMA -> databases.require(object.path().get(0)).schemas();
      case TABLE -> schemaOf(object).tables();
      case NETWORK_RULE -> schemaOf(object).networkRules();
      case EXTERNAL_VOLUME -> externalVolumes;
      case CATALOG_INTEGRATION -> catalogIntegrations;
      case STORAGE_INTEGRATION -> storageIntegrations;
      case NETWORK_POLICY -> networkPolicies;
      case POSTGRES_INSTANCE -> postgresInstances;
      default -> throw SnowflakeError.doesNotExist(object.kind(), object.toString());
    };
  }

  /** Whether an object is there, and the database and schema that it stands in. */
  boolean exists(Securable object) {
    return object.containers().stream().allMatch(this::exists)
        && shelf(object).find(object.last()).isPresent();
  }

  private Schema schemaOf(Securable object) {
    return requireSchema(object.path().get(0), object.path().get(1));
  }

  Schema requireSchema(String database, String schema) {
    return databases.require(database).schemas().require(schema);
  }

  IcebergTable requireTable(TableName name) {
    return findTable(name)
        .orElseThrow(() -> SnowflakeError.doesNotExist(ObjectKind.TABLE, name.toString()));
  }

  Optional<IcebergTable> findTable(TableName name) {
    return databases
        .find(name.database())
        .flatMap(database -> database.schemas().find(name.schema()))
        .flatMap(schema -> schema.tables().find(name.table()));
  }

  /** A number that is greater than all before: the order of versions and transactions. */
  long nextSequence() {
    return sequence.incrementAndGet();
  }

  Optional<Schema> findSchema(TableName name) {
    return databases
        .find(name.database())
        .flatMap(database -> database.schemas().find(name.schema()));
  }

  /** The shelves on which an object of this name lies. */
  PipelineObjects pipeline(TableName name) {
    return requireSchema(name.database(), name.schema()).pipeline();
  }

  Stage requireStage(TableName name) {
    return findStage(name)
        .orElseThrow(() -> SnowflakeError.doesNotExist(ObjectKind.STAGE, name.toString()));
  }

  Optional<Stage> findStage(TableName name) {
    return findSchema(name).flatMap(schema -> schema.pipeline().stages().find(name.table()));
  }

  /** The stages of the account. */
  List<Stage> stages() {
    return databases.all().stream()
        .flatMap(database -> database.schemas().all().stream())
        .flatMap(schema -> schema.pipeline().stages().all().stream())
        .toList();
  }

  /** The tasks of the account, in the order of their names. */
  List<Task> tasks() {
    return databases.all().stream()
        .flatMap(database -> database.schemas().all().stream())
        .flatMap(schema -> schema.pipeline().tasks().all().stream())
        .toList();
  }

  Task requireTask(TableName name) {
    return findTask(name)
        .orElseThrow(() -> SnowflakeError.doesNotExist(ObjectKind.TASK, name.toString()));
  }

  Optional<Task> findTask(TableName name) {
    return findSchema(name).flatMap(schema -> schema.pipeline().tasks().find(name.table()));
  }

  /** The tasks that run after this one, near or far. */
  List<Task> descendants(Task ancestor) {
    Set<TableName> found = new LinkedHashSet<>(Set.of(ancestor.name()));
    List<Task> descendants = new ArrayList<>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Task task : tasks()) {
        boolean follows = task.predecessors().stream().anyMatch(found::contains);
        if (follows && found.add(task.name())) {
          grown = descendants.add(task);
        }
      }
    }
    return descendants;
  }

  /**
   * Checks that a task may be changed: a root always, another only while its root is suspended.
   *
   * @throws SnowflakeError 091421 if it may not
   */
  void requireTaskChangeable(Task task) {
    if (!task.isRoot()) {
      requireRootSuspended(task);
    }
  }

  /** Checks that the roots of a task's graph are suspended, be it one itself. */
  void requireRootSuspended(Task task) {
    for (Task root : tasks()) {
      boolean above = root.name().equals(task.name()) || descendants(root).contains(task);
      if (root.isRoot() && root.isStarted() && above) {
        throw SnowflakeError.rootNotSuspended(root.name());
      }
    }
  }

  StageStream requireStream(TableName name) {
    return pipeline(name)
        .streams()
        .find(name.table())
        .orElseThrow(() -> SnowflakeError.doesNotExist(ObjectKind.STREAM, name.toString()));
  }

  PlainTable requirePlainTable(TableName name) {
    return findSchema(name)
        .flatMap(schema -> schema.pipeline().tables().find(name.table()))
        .orElseThrow(() -> SnowflakeError.doesNotExist(ObjectKind.TABLE, name.toString()));
  }

  /** What a SELECT from this name reads: an Iceberg table, a plain table or a stream. */
  TableSource requireSource(TableName name, StatementContext context) {
    Optional<PipelineObjects> shelves = findSchema(name).map(Schema::pipeline);
    Optional<TableSource> plain =
        shelves
            .flatMap(objects -> objects.tables().find(name.table()))
            .map(table -> new PlainTableSource(table, context.session()));
    return plain
        .or(
            () ->
                shelves
                    .flatMap(objects -> objects.streams().find(name.table()))
                    .map(stream -> new StreamSource(stream, context)))
        .orElseGet(() -> new IcebergSource(requireTable(name).served()));
  }

  /**
   * Checks that a storage integration exists and lets stages read below a location.
   *
   * @throws SnowflakeError if it does not
   */
  void requireStorageLocation(String integration, String url) {
    StorageIntegration found = storageIntegrations.require(integration);
    found.requireType(StorageIntegration.Type.EXTERNAL_STAGE);
    if (!found.enabled() || !found.allows(url)) {
      throw SnowflakeError.stageUrl(
          url, "it is not among the allowed locations of the integration " + integration);
    }
  }

  /** All Iceberg tables of the account. */
  Stream<IcebergTable> tables() {
    return databases.all().stream()
        .flatMap(database -> database.schemas().all().stream())
        .flatMap(schema -> schema.tables().all().stream());
  }
}
