package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.Grant.Grantee;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
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
  private final Shelf<Role> roles = new Shelf<>(ObjectKind.ROLE);
  private final Grants grants = new Grants();
  private volatile Grantee user = Grantee.user("SYNC");
  private volatile Duration postgresInstanceStartup = Duration.ofSeconds(2);

  private volatile Function<String, Optional<String>> managedCatalog = any -> Optional.empty();
  private volatile Supplier<? extends Collection<String>> managedTables = List::of;
  private final AtomicLong sequence = new AtomicLong();

  Catalog() {
    Role.createSystemRoles(roles, grants);
  }

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

  Shelf<Role> roles() {
    return roles;
  }

  /** The stand-in's only user. */
  Grantee user() {
    return user;
  }

  /** Sets the only user, who has ACCOUNTADMIN. */
  void setUser(String name) {
    user = Grantee.user(name.toUpperCase(Locale.ROOT));
    grantToUser(Grants.ADMIN);
  }

  void grantToUser(String role) {
    grants.grant(new Grant(Role.securable(role), Grant.USAGE, user, Grants.ADMIN, Instant.EPOCH));
  }

  /** Whether the user has a role, directly or through others. */
  boolean isOfUser(String role) {
    return grants.roles(user).contains(role);
  }

  /** How long new Postgres instances take until they are READY. */
  Duration postgresInstanceStartup() {
    return postgresInstanceStartup;
  }

  void setPostgresInstanceStartup(Duration startup) {
    postgresInstanceStartup = startup;
  }

  /** Where the metadata of a Postgres instance's table is now, its namespace before its name. */
  Optional<String> managedLocation(String table) {
    return managedCatalog.apply(table);
  }

  void setManagedCatalog(Function<String, Optional<String>> locations) {
    managedCatalog = locations;
  }

  /** The tables of the Postgres instances, each with its namespace before its name. */
  Collection<String> managedTables() {
    return managedTables.get();
  }

  void setManagedTables(Supplier<? extends Collection<String>> tables) {
    managedTables = tables;
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
      case TABLE ->
          schemaOf(object).tables().find(object.last()).isPresent()
              ? schemaOf(object).tables()
              : schemaOf(object).pipeline().tables();
      case STAGE, STREAM, PROCEDURE, TASK -> schemaOf(object).pipeline().shelf(object.kind());
      case NETWORK_RULE -> schemaOf(object).networkRules();
      case EXTERNAL_VOLUME -> externalVolumes;
      case CATALOG_INTEGRATION -> catalogIntegrations;
      case STORAGE_INTEGRATION -> storageIntegrations;
      case NETWORK_POLICY -> networkPolicies;
      case POSTGRES_INSTANCE -> postgresInstances;
      case ROLE -> roles;
      default -> throw SnowflakeError.doesNotExist(object.kind(), object.toString());
    };
  }

  /**
   * Whether an object is there, and the database and schema that it stands in. Any warehouse is:
   * there are none as objects.
   */
  boolean exists(Securable object) {
    if (object.kind() == ObjectKind.ACCOUNT || object.kind() == ObjectKind.WAREHOUSE) {
      return true;
    }
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
    if (findTable(name).isPresent()) {
      throw SnowflakeError.notSupported("Iceberg table '" + name + "' is read-only.");
    }
    return findSchema(name)
        .flatMap(schema -> schema.pipeline().tables().find(name.table()))
        .orElseThrow(() -> SnowflakeError.doesNotExist(ObjectKind.TABLE, name.toString()));
  }

  /** Whether this names a stream, and no table. */
  boolean isStream(TableName name) {
    return !exists(Securable.table(name)) && exists(Securable.inSchema(ObjectKind.STREAM, name));
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
        .orElseGet(() -> new IcebergSource(requireTable(name).rows()));
  }

  /**
   * Returns a storage integration that lets stages read below a location.
   *
   * @throws SnowflakeError if it does not
   */
  StorageIntegration requireStorageLocation(String integration, String url) {
    StorageIntegration found = storageIntegrations.require(integration);
    found.requireType(StorageIntegration.Type.EXTERNAL_STAGE);
    if (!found.enabled() || !found.allows(url)) {
      throw SnowflakeError.stageUrl(
          url, "it is not among the allowed locations of the integration " + integration);
    }
    return found;
  }

  /** All Iceberg tables of the account. */
  Stream<IcebergTable> tables() {
    return databases.all().stream()
        .flatMap(database -> database.schemas().all().stream())
        .flatMap(schema -> schema.tables().all().stream());
  }
}
