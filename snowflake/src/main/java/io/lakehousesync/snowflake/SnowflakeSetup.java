package io.lakehousesync.snowflake;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.snowflake.internal.setup.LinkedPlan;
import io.lakehousesync.snowflake.internal.setup.ManagedPlan;
import io.lakehousesync.snowflake.internal.setup.RoleGrants;
import io.lakehousesync.snowflake.internal.setup.SetupFailure;
import io.lakehousesync.snowflake.internal.setup.SetupOptions;
import io.lakehousesync.snowflake.internal.setup.SetupOptions.TableAtLocation;
import io.lakehousesync.snowflake.internal.setup.SetupPlan;
import io.lakehousesync.snowflake.internal.setup.SetupPlan.StorageObject;
import io.lakehousesync.snowflake.internal.setup.SetupRun;
import io.lakehousesync.snowflake.internal.setup.SqlScript;
import io.lakehousesync.snowflake.internal.sql.Describe;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.StatementSettings;
import io.lakehousesync.snowflake.internal.step.SetupAction;
import io.lakehousesync.snowflake.setup.ManagedCatalog;
import io.lakehousesync.snowflake.setup.PipelineSchedule;
import io.lakehousesync.snowflake.setup.PostgresInstance;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.snowflake.setup.SetupResult;
import io.lakehousesync.snowflake.setup.SetupResult.State;
import io.lakehousesync.snowflake.setup.SetupStep;
import io.lakehousesync.snowflake.setup.SnowflakeRoles;
import io.lakehousesync.snowflake.setup.StorageIdentity;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A plan of everything that Snowflake needs before it can serve the tables. The plan creates, in
 * this order: database and schema, the Postgres instance with its network and storage (optional),
 * external volume, catalog integration, the Iceberg tables, and the task pipelines that refresh
 * them (optional).
 *
 * <p>The plan can be printed, checked, applied, and dropped in reverse order. Each object is
 * checked before it is created, so that applying a plan again changes nothing. If an object exists
 * but differs from the plan, {@link #apply(DataSource)} stops at this object, does not change it,
 * and reports the difference. It also stops at a table that serves the files of another Iceberg
 * table with the same name. {@link SnowflakeRefresher#replace} replaces such a table.
 *
 * <p>AWS must trust Snowflake before the tables can be created: apply the plan without tables, put
 * {@link #identities} into the trust policy of the role, and apply the plan with the tables.
 *
 * <p>Thread-safe. Source: Snowflake's documentation of each statement; {@code docs/snowflake.md}
 * lists the statements with the privileges that they need.
 */
public final class SnowflakeSetup {
  static final String VOLUME = "LAKEHOUSE_SYNC_VOLUME";
  static final String CATALOG = "LAKEHOUSE_SYNC_CATALOG";
  private static final Duration STATEMENT_TIMEOUT = Duration.ofMinutes(2);

  private final List<SetupAction> actions;
  private final List<StorageObject> storageObjects;
  private final RoleGrants grants;
  private final StatementSettings settings;

  SnowflakeSetup(
      List<SetupAction> actions,
      List<StorageObject> storageObjects,
      RoleGrants grants,
      StatementSettings settings) {
    this.actions = actions;
    this.storageObjects = storageObjects;
    this.grants = grants;
    this.settings = settings;
  }

  private static StatementSettings settings(Duration statementTimeout) {
    return new StatementSettings("lakehouse-sync-setup", statementTimeout);
  }

  /**
   * Starts a plan for tables on the host's own S3.
   *
   * @param schema database and schema of the tables, in Snowflake's notation: {@code
   *     RETAIL_ANALYTICS.LAKEHOUSE}
   * @param location where the tables lie
   * @throws IllegalArgumentException if the name does not have two parts
   */
  public static Builder builder(String schema, S3Location location) {
    return new Builder(schema, location);
  }

  /**
   * Returns a plan for tables on storage that Snowflake manages: database and schema, the catalog
   * integration, and Iceberg tables that Snowflake refreshes by itself. Use the plan with an {@link
   * AutoRefreshObserver}.
   *
   * @param schema database and schema of the tables, in Snowflake's notation
   * @throws ConfigurationException if two tables have the same name in Snowflake, or a name cannot
   *     be parsed
   * @throws IllegalArgumentException if a table is not in the catalog's schema
   */
  public static SnowflakeSetup managed(
      String schema, ManagedCatalog catalog, List<SyncTable> tables) {
    SnowflakeName inSchema = SnowflakeName.schema(schema);
    requireNoProblems(inSchema, tables);
    ManagedPlan plan = new ManagedPlan(inSchema, catalog, tables);
    return new SnowflakeSetup(
        plan.actions(), List.of(), plan.grants(), settings(STATEMENT_TIMEOUT));
  }

  /**
   * Returns a plan for tables on storage that Snowflake manages, with a database that is linked to
   * the catalog. Snowflake discovers the tables in this database and refreshes them by itself. Use
   * the plan with an {@link AutoRefreshObserver}. In Snowflake, the tables have their PostgreSQL
   * names, in the same upper and lower case. So give each table a {@link SyncTable#catalogName}
   * such as {@code RETAIL."public"."stores"}.
   *
   * @param database the linked database, in Snowflake's notation; {@link #drop} drops it
   * @throws IllegalArgumentException if a table is not in the catalog's schema
   */
  public static SnowflakeSetup linked(
      String database, ManagedCatalog catalog, List<SyncTable> tables) {
    LinkedPlan plan = new LinkedPlan(database, catalog, tables);
    return new SnowflakeSetup(
        plan.actions(), List.of(), plan.grants(), settings(STATEMENT_TIMEOUT));
  }

  /** Returns the steps, in the order in which they are applied. */
  public List<SetupStep> steps() {
    return actions.stream().map(SetupAction::step).toList();
  }

  /**
   * Returns the grants of the roles that set up, refresh, verify and read, one step for each role.
   * Each role gets only what its work needs. A role with MANAGE GRANTS must run the statements:
   * those of the role that sets up before {@link #apply(DataSource)}, the others after it. {@code
   * apply} does not run them.
   *
   * <p>The role that sets up owns the objects that it creates. Its grants are those for objects
   * that do not exist yet.
   */
  public List<SetupStep> grants(SnowflakeRoles roles) {
    return grants.steps(roles);
  }

  /**
   * Returns the same set-up with a warehouse. Only {@link #grants} uses it, for the roles that
   * verify and read.
   *
   * @param warehouse its name, in Snowflake's notation
   */
  public SnowflakeSetup withWarehouse(String warehouse) {
    return new SnowflakeSetup(
        actions, storageObjects, grants.withWarehouse(SnowflakeName.parse(warehouse)), settings);
  }

  /**
   * Returns the plan as a script for a worksheet. The script ends with the {@linkplain #grants
   * grants} of the default roles.
   */
  public String script() {
    return script(SnowflakeRoles.ofDefaults());
  }

  /** Returns the plan as a script for a worksheet, which ends with the grants of these roles. */
  public String script(SnowflakeRoles roles) {
    return SqlScript.of(Stream.concat(steps().stream(), grants(roles).stream()).toList());
  }

  /** Returns the statements that drop everything, in reverse order, as a script. */
  public String dropScript() {
    return SqlScript.dropping(reversed(steps()));
  }

  /**
   * Checks every step, and changes nothing.
   *
   * @throws NotAppliedException if a check failed
   */
  public List<SetupResult> check(DataSource snowflake) {
    return run(snowflake, result -> {}).check(actions);
  }

  /**
   * Applies the steps that are missing. After a failure, call this method again.
   *
   * @return each step with {@link State#DONE} or {@link State#PRESENT}. A table that {@link
   *     Builder#withoutLocation} added can be {@link State#MISSING}
   * @throws NotAppliedException if a step failed, or an object differs from the plan; the steps
   *     before this step are done
   * @throws OutcomeUnknownException if Snowflake did not answer a statement. Call this method
   *     again: it first checks which steps are done
   */
  public List<SetupResult> apply(DataSource snowflake) {
    return apply(snowflake, result -> {});
  }

  /**
   * Applies the steps that are missing, and reports each step as soon as it is done.
   *
   * @param listener called after each step, before the next step begins
   * @see #apply(DataSource)
   */
  public List<SetupResult> apply(DataSource snowflake, Consumer<SetupResult> listener) {
    return run(snowflake, listener).apply(actions);
  }

  /**
   * Returns what {@link #drop} would drop now, in the order of the drop. Changes nothing.
   *
   * @return steps that are {@link State#PRESENT} or {@link State#DIFFERENT}
   * @throws NotAppliedException if a check failed
   */
  public List<SetupResult> dropPlan(DataSource snowflake) {
    return run(snowflake, result -> {}).dropPlan(actions);
  }

  /**
   * Drops everything that the plan would create, in reverse order, even if another tool created it.
   * Database, schema and the files on S3 stay. The Postgres instance is dropped with all of its
   * data.
   *
   * <p>If Snowflake refuses to drop an object, the set-up still drops the other objects. But after
   * a refusal it keeps the Postgres instance, because the instance holds data, and so the network
   * policy and the storage integration that the instance uses. Check the result, because a refusal
   * throws no exception.
   *
   * @return each step with its state: {@link State#DROPPED}, {@link State#MISSING} if the object
   *     did not exist, or {@link State#FAILED} if the object still exists. If a step failed, call
   *     this again
   * @throws NotAppliedException if Snowflake does not answer. The steps before the failed step are
   *     done, the steps after it were not tried. If Snowflake refused to drop an object in an
   *     earlier step, this refusal is a suppressed exception of this exception
   * @throws OutcomeUnknownException if Snowflake did not answer a statement that may have taken
   *     effect. The steps before it are done, the steps after it were not tried. Call this again
   */
  public List<SetupResult> drop(DataSource snowflake) {
    return drop(snowflake, result -> {});
  }

  /**
   * Drops everything that the plan would create, and reports each step.
   *
   * @param listener called after each step; the step is {@link State#FAILED} if it was not dropped
   * @see #drop(DataSource)
   */
  public List<SetupResult> drop(DataSource snowflake, Consumer<SetupResult> listener) {
    return run(snowflake, listener).drop(actions);
  }

  /**
   * Returns the identities with which Snowflake calls AWS, one for each existing integration and
   * volume of the plan.
   *
   * @throws NotAppliedException if Snowflake did not answer
   */
  public List<StorageIdentity> identities(DataSource snowflake) {
    JdbcStatements statements = statements(snowflake);
    List<StorageIdentity> identities = new ArrayList<>();
    for (StorageObject object : storageObjects) {
      try {
        Row properties = Describe.properties(statements, object.describe(), object.name());
        identities.add(
            new StorageIdentity(
                object.name().toString(),
                properties.text("storage_aws_iam_user_arn").orElse(""),
                properties.text("storage_aws_external_id").orElse("")));
      } catch (SQLException e) {
        if (!SnowflakeErrors.isMissing(e)) {
          throw SetupFailure.notRead("the identity of " + object.name(), e);
        }
      }
    }
    return identities;
  }

  private JdbcStatements statements(DataSource snowflake) {
    return new JdbcStatements(snowflake, settings);
  }

  private SetupRun run(DataSource snowflake, Consumer<SetupResult> listener) {
    return new SetupRun(statements(snowflake), listener);
  }

  private static void requireNoProblems(SnowflakeName schema, List<SyncTable> tables) {
    List<String> problems = SnowflakeName.problems(tables, schema.parts());
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private static List<SetupStep> reversed(List<SetupStep> steps) {
    List<SetupStep> reversed = new ArrayList<>(steps);
    Collections.reverse(reversed);
    return reversed;
  }

  /** Configures a {@link SnowflakeSetup}. Not thread-safe. */
  public static final class Builder {
    private final SnowflakeName schema;
    private final S3Location location;
    private Optional<PostgresInstance> instance = Optional.empty();
    private SnowflakeName externalVolume = SnowflakeName.parse(VOLUME);
    private SnowflakeName catalogIntegration = SnowflakeName.parse(CATALOG);
    private final List<TableAtLocation> tables = new ArrayList<>();
    private final List<SyncTable> tablesWithoutLocation = new ArrayList<>();
    private Optional<SetupOptions.Pipelines> pipelines = Optional.empty();
    private Optional<SetupOptions.Owner> owner = Optional.empty();
    private final List<SnowflakeName> readers = new ArrayList<>();
    private Duration statementTimeout = STATEMENT_TIMEOUT;

    private Builder(String schema, S3Location location) {
      this.schema = SnowflakeName.schema(schema);
      this.location = Objects.requireNonNull(location, "location");
    }

    /** Adds an instance of Snowflake Postgres. Default: PostgreSQL exists already. */
    public Builder postgresInstance(PostgresInstance instance) {
      this.instance = Optional.of(instance);
      return this;
    }

    /** Sets the name of the external volume. Default: {@code LAKEHOUSE_SYNC_VOLUME}. */
    public Builder externalVolume(String name) {
      externalVolume = SnowflakeName.parse(name);
      return this;
    }

    /** Sets the name of the catalog integration. Default: {@code LAKEHOUSE_SYNC_CATALOG}. */
    public Builder catalogIntegration(String name) {
      catalogIntegration = SnowflakeName.parse(name);
      return this;
    }

    /**
     * Adds an Iceberg table. The set-up creates the table if it does not exist.
     *
     * @param table the table; its name in Snowflake follows the rules of {@link
     *     SnowflakeRefresher.Builder#schema}
     * @param location its newest metadata file, from a {@link io.lakehousesync.spi.MetadataLocator}
     */
    public Builder table(SyncTable table, MetadataLocation location) {
      tables.add(new TableAtLocation(table, location));
      return this;
    }

    /**
     * Adds a table whose metadata file is not known, such as a table that was dropped in
     * PostgreSQL. The step of this table comes last and creates nothing. If the table exists in
     * Snowflake, {@link SnowflakeSetup#check} reports it, {@link SnowflakeSetup#apply(DataSource)}
     * stops at it, and {@link SnowflakeSetup#drop(DataSource)} drops it. The task pipeline of this
     * table is not part of the plan.
     */
    public Builder withoutLocation(SyncTable table) {
      tablesWithoutLocation.add(Objects.requireNonNull(table, "table"));
      return this;
    }

    /**
     * Adds one task pipeline per table, so that Snowflake refreshes the tables by itself. A task
     * pipeline consists of a stage, a stream, a procedure and tasks; see {@link TaskPipeline}.
     * Default: no task pipelines. Then a {@link SnowflakeRefresher} must refresh the tables.
     *
     * @param schedule when Snowflake checks for new files
     * @param storageIntegration the integration of the stages, of type EXTERNAL_STAGE
     */
    public Builder pipelines(PipelineSchedule schedule, String storageIntegration) {
      pipelines =
          Optional.of(
              new SetupOptions.Pipelines(
                  Objects.requireNonNull(schedule, "schedule"),
                  SnowflakeName.parse(storageIntegration)));
      return this;
    }

    /**
     * Sets the role with which the host refreshes the tables. The set-up creates the role, and
     * grants it to SYSADMIN and to the user. It gives the role USAGE on the objects that the tables
     * need, and makes the role the owner of the tables and their task pipelines. Default: the role
     * that applies the plan owns everything.
     *
     * @param role the role
     * @param user the user with which the host logs in
     */
    public Builder syncRole(String role, String user) {
      owner =
          Optional.of(new SetupOptions.Owner(SnowflakeName.parse(role), SnowflakeName.parse(user)));
      return this;
    }

    /** Lets an existing role read the tables. Call it once for each role. */
    public Builder reader(String role) {
      readers.add(SnowflakeName.parse(role));
      return this;
    }

    /** Sets how long a statement may run. Default: 2 minutes. */
    public Builder statementTimeout(Duration statementTimeout) {
      this.statementTimeout = Objects.requireNonNull(statementTimeout, "statementTimeout");
      return this;
    }

    /**
     * Builds the plan.
     *
     * @throws ConfigurationException if two tables have the same name in Snowflake, or a name
     *     cannot be parsed
     * @throws NotAppliedException if a table lies outside the location
     * @throws IllegalArgumentException if the statement timeout is shorter than a second
     */
    public SnowflakeSetup build() {
      requireNoProblems(
          schema,
          Stream.concat(tables.stream().map(TableAtLocation::table), tablesWithoutLocation.stream())
              .toList());
      SetupPlan plan = plan();
      return new SnowflakeSetup(
          plan.actions(), plan.storageObjects(), plan.grants(), settings(statementTimeout));
    }

    SetupPlan plan() {
      return new SetupPlan(
          new SetupOptions(
              schema,
              location,
              instance,
              externalVolume,
              catalogIntegration,
              tables,
              tablesWithoutLocation,
              pipelines,
              owner,
              readers));
    }
  }
}
