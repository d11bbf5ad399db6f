package io.lakehousesync.testkit.snowflake.internal.account;

import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant.Grantee;
import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.integration.CatalogIntegration;
import io.lakehousesync.testkit.snowflake.internal.integration.ExternalVolume;
import io.lakehousesync.testkit.snowflake.internal.integration.NetworkPolicy;
import io.lakehousesync.testkit.snowflake.internal.integration.PostgresInstance;
import io.lakehousesync.testkit.snowflake.internal.integration.StorageIntegration;
import io.lakehousesync.testkit.snowflake.internal.pipeline.AccountStages;
import io.lakehousesync.testkit.snowflake.internal.pipeline.PlainTable;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Stage;
import io.lakehousesync.testkit.snowflake.internal.pipeline.StageStream;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Task;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.storage.S3Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The objects of the account by kind and name, and their owners. Thread-safe. */
public final class AccountObjects implements AccountStages {
  private final NamedObjects<Database> databases = new NamedObjects<>(ObjectKind.DATABASE);
  private final NamedObjects<ExternalVolume> externalVolumes =
      new NamedObjects<>(ObjectKind.EXTERNAL_VOLUME);
  private final NamedObjects<CatalogIntegration> catalogIntegrations =
      new NamedObjects<>(ObjectKind.CATALOG_INTEGRATION);
  private final NamedObjects<StorageIntegration> storageIntegrations =
      new NamedObjects<>(ObjectKind.STORAGE_INTEGRATION);
  private final NamedObjects<NetworkPolicy> networkPolicies =
      new NamedObjects<>(ObjectKind.NETWORK_POLICY);
  private final NamedObjects<PostgresInstance> postgresInstances =
      new NamedObjects<>(ObjectKind.POSTGRES_INSTANCE);
  private final NamedObjects<Role> roles = new NamedObjects<>(ObjectKind.ROLE);
  private final Grants grants = new Grants();
  private volatile Grantee user = Grantee.user("SYNC");
  private final Map<String, String> mirrors = new ConcurrentSkipListMap<>();
  private volatile Optional<S3Provider> provider = Optional.empty();
  private volatile Duration postgresInstanceStartup = Duration.ofSeconds(2);
  private volatile Duration postgresInstanceOperation = Duration.ofSeconds(1);

  private volatile Function<String, Optional<String>> managedCatalog = any -> Optional.empty();
  private volatile Supplier<? extends Collection<String>> managedTables = List::of;
  private final AtomicLong sequence = new AtomicLong();

  public AccountObjects() {
    Role.createSystemRoles(roles, grants);
  }

  public NamedObjects<Database> databases() {
    return databases;
  }

  public NamedObjects<ExternalVolume> externalVolumes() {
    return externalVolumes;
  }

  public NamedObjects<CatalogIntegration> catalogIntegrations() {
    return catalogIntegrations;
  }

  public NamedObjects<StorageIntegration> storageIntegrations() {
    return storageIntegrations;
  }

  public NamedObjects<NetworkPolicy> networkPolicies() {
    return networkPolicies;
  }

  public NamedObjects<PostgresInstance> postgresInstances() {
    return postgresInstances;
  }

  public NamedObjects<Role> roles() {
    return roles;
  }

  /** Returns the only user of the stand-in. */
  public Grantee user() {
    return user;
  }

  /** Sets the only user, and grants ACCOUNTADMIN to that user. */
  public void setUser(String name) {
    user = Grantee.user(name.toUpperCase(Locale.ROOT));
    grantToUser(Grants.ADMIN);
  }

  public void grantToUser(String role) {
    grants.grant(new Grant(Role.securable(role), Grant.USAGE, user, Grants.ADMIN, Instant.EPOCH));
  }

  /** Returns whether the user has a role, directly or through other roles. */
  public boolean isOfUser(String role) {
    return grants.roles(user).contains(role);
  }

  /** Sets the only STORAGE_PROVIDER that the deployment of this account accepts for volumes. */
  public void setProvider(S3Provider only) {
    provider = Optional.of(only);
  }

  /**
   * Checks that this account's deployment accepts a volume of this provider.
   *
   * @throws SnowflakeError 393962 if it does not
   */
  public void requireProvider(S3Provider wanted) {
    provider
        .filter(only -> only != wanted)
        .ifPresent(
            only -> {
              throw SnowflakeError.wrongProvider(wanted.name(), only.name());
            });
  }

  /** Returns the Postgres instances of the account's mirrors, by the names of the mirrors. */
  public Map<String, String> mirrors() {
    return mirrors;
  }

  /** Returns how long new Postgres instances take until they are READY. */
  public Duration postgresInstanceStartup() {
    return postgresInstanceStartup;
  }

  public void setPostgresInstanceStartup(Duration startup) {
    postgresInstanceStartup = startup;
  }

  /** Returns how long a Postgres instance that is READY still works on its last statement. */
  public Duration postgresInstanceOperation() {
    return postgresInstanceOperation;
  }

  public void setPostgresInstanceOperation(Duration operation) {
    postgresInstanceOperation = operation;
  }

  /**
   * Returns the current metadata location of a Postgres instance's table.
   *
   * @param table its namespace and name, with a dot between them
   */
  public Optional<String> managedLocation(String table) {
    return managedCatalog.apply(table);
  }

  public void setManagedCatalog(Function<String, Optional<String>> locations) {
    managedCatalog = locations;
  }

  /** Returns the tables of the Postgres instances, each as namespace and name. */
  public Collection<String> managedTables() {
    return managedTables.get();
  }

  public void setManagedTables(Supplier<? extends Collection<String>> tables) {
    managedTables = tables;
  }

  public Grants grants() {
    return grants;
  }

  /** Returns the privileges of a role. */
  public Access access(String role) {
    return new Access(grants, this::exists, role);
  }

  /**
   * Returns all objects that have the kind and the container of {@code object}. The object itself
   * need not exist.
   *
   * @throws SnowflakeError 002003 if the object's database or schema does not exist
   */
  public NamedObjects<?> objects(Securable object) {
    return switch (object.kind()) {
      case DATABASE -> databases;
      case SCHEMA -> databases.require(object.path().get(0)).schemas();
      case TABLE ->
          schemaOf(object).tables().find(object.last()).isPresent()
              ? schemaOf(object).tables()
              : schemaOf(object).pipeline().tables();
      case STAGE, STREAM, PROCEDURE, TASK -> schemaOf(object).pipeline().objects(object.kind());
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
   * Returns whether an object, its database and its schema exist. Returns true for every warehouse,
   * because the stand-in stores no warehouses.
   */
  boolean exists(Securable object) {
    if (object.kind() == ObjectKind.ACCOUNT || object.kind() == ObjectKind.WAREHOUSE) {
      return true;
    }
    return object.containers().stream().allMatch(this::exists)
        && objects(object).find(object.last()).isPresent();
  }

  private Schema schemaOf(Securable object) {
    return requireSchema(object.path().get(0), object.path().get(1));
  }

  public Schema requireSchema(String database, String schema) {
    return databases.require(database).schemas().require(schema);
  }

  public IcebergTable requireTable(ObjectName name) {
    return findTable(name)
        .orElseThrow(() -> SnowflakeError.doesNotExist(ObjectKind.TABLE, name.toString()));
  }

  public Optional<IcebergTable> findTable(ObjectName name) {
    return databases
        .find(name.database())
        .flatMap(database -> database.schemas().find(name.schema()))
        .flatMap(schema -> schema.tables().find(name.name()));
  }

  /**
   * Returns the next sequence number. It is greater than all earlier sequence numbers. Versions and
   * transactions are ordered by these numbers.
   */
  @Override
  public long nextSequence() {
    return sequence.incrementAndGet();
  }

  public Optional<Schema> findSchema(ObjectName name) {
    return databases
        .find(name.database())
        .flatMap(database -> database.schemas().find(name.schema()));
  }

  /** Returns the pipeline objects in the schema that {@code name} contains. */
  public PipelineObjects pipeline(ObjectName name) {
    return requireSchema(name.database(), name.schema()).pipeline();
  }

  public Stage requireStage(ObjectName name) {
    return findStage(name)
        .orElseThrow(() -> SnowflakeError.doesNotExist(ObjectKind.STAGE, name.toString()));
  }

  @Override
  public Optional<Stage> findStage(ObjectName name) {
    return findSchema(name).flatMap(schema -> schema.pipeline().stages().find(name.name()));
  }

  /** Returns the stages of the account. */
  public List<Stage> stages() {
    return databases.all().stream()
        .flatMap(database -> database.schemas().all().stream())
        .flatMap(schema -> schema.pipeline().stages().all().stream())
        .toList();
  }

  /** Returns the tasks of the account, in the order of their names. */
  public List<Task> tasks() {
    return databases.all().stream()
        .flatMap(database -> database.schemas().all().stream())
        .flatMap(schema -> schema.pipeline().tasks().all().stream())
        .toList();
  }

  public Task requireTask(ObjectName name) {
    return findTask(name)
        .orElseThrow(() -> SnowflakeError.doesNotExist(ObjectKind.TASK, name.toString()));
  }

  Optional<Task> findTask(ObjectName name) {
    return findSchema(name).flatMap(schema -> schema.pipeline().tasks().find(name.name()));
  }

  /** Returns the tasks that run after a task, directly or through other tasks. */
  public List<Task> descendants(Task ancestor) {
    Set<ObjectName> found = new LinkedHashSet<>(Set.of(ancestor.name()));
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
   * Checks that a task may be changed. A root task may always be changed. For another task, its
   * root must be suspended.
   *
   * @throws SnowflakeError 091421 if it may not be changed
   */
  public void requireTaskChangeable(Task task) {
    if (!task.isRoot()) {
      requireRootSuspended(task);
    }
  }

  /** Checks that the roots of a task's graph are suspended. The task can be a root itself. */
  public void requireRootSuspended(Task task) {
    for (Task root : tasks()) {
      boolean above = root.name().equals(task.name()) || descendants(root).contains(task);
      if (root.isRoot() && root.isStarted() && above) {
        throw SnowflakeError.rootNotSuspended(root.name());
      }
    }
  }

  public StageStream requireStream(ObjectName name) {
    return pipeline(name)
        .streams()
        .find(name.name())
        .orElseThrow(() -> SnowflakeError.doesNotExist(ObjectKind.STREAM, name.toString()));
  }

  public PlainTable requirePlainTable(ObjectName name) {
    if (findTable(name).isPresent()) {
      throw SnowflakeError.notSupported("Iceberg table '" + name + "' is read-only.");
    }
    return findSchema(name)
        .flatMap(schema -> schema.pipeline().tables().find(name.name()))
        .orElseThrow(() -> SnowflakeError.doesNotExist(ObjectKind.TABLE, name.toString()));
  }

  /** Returns whether a name belongs to a stream, and not to a table. */
  public boolean isStream(ObjectName name) {
    return !exists(Securable.table(name)) && exists(Securable.inSchema(ObjectKind.STREAM, name));
  }

  /**
   * Returns a storage integration, and checks that it allows stages to read below a location.
   *
   * @throws SnowflakeError if the integration does not allow this location
   */
  @Override
  public StorageIntegration requireStorageLocation(String integration, String url) {
    StorageIntegration found = storageIntegrations.require(integration);
    found.requireType(StorageIntegration.Type.EXTERNAL_STAGE);
    if (!found.enabled() || !found.allows(url)) {
      throw SnowflakeError.stageUrl(
          url, "it is not among the allowed locations of the integration " + integration);
    }
    return found;
  }

  /** Returns all Iceberg tables of the account. */
  public Stream<IcebergTable> tables() {
    return databases.all().stream()
        .flatMap(database -> database.schemas().all().stream())
        .flatMap(schema -> schema.tables().all().stream());
  }
}
