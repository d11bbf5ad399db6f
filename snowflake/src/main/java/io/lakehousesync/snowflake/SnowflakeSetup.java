package io.lakehousesync.snowflake;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.OutcomeUnknownException;
import io.lakehousesync.SyncTable;
import io.lakehousesync.snowflake.JdbcStatements.Row;
import io.lakehousesync.snowflake.SetupResult.State;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Everything that Snowflake needs before it can serve the tables, as a plan: optionally the
 * Postgres instance with its network and its storage, then database and schema, external volume,
 * catalog integration, the Iceberg tables, and optionally the pipelines by which Snowflake
 * refreshes them itself.
 *
 * <p>The plan can be printed, checked, applied, and dropped in reverse order. Each object is looked
 * up before it is made, so that applying a plan again changes nothing. An object that is there but
 * made in another way is left alone: applying stops there and says what differs. So is a table that
 * serves another Iceberg table of its name; {@link SnowflakeRefresher#replace} makes it follow.
 *
 * <p>AWS must let Snowflake in before the tables can be made: apply the plan without tables, put
 * {@link #identities} into the trust policy of the role, and apply it with them.
 *
 * <p>Thread-safe. Source: Snowflake's documentation of each statement; {@code docs/snowflake.md}
 * lists them with the privileges that they need.
 */
public final class SnowflakeSetup {
  static final String VOLUME = "LAKEHOUSE_SYNC_VOLUME";
  static final String CATALOG = "LAKEHOUSE_SYNC_CATALOG";
  private static final Duration STATEMENT_TIMEOUT = Duration.ofMinutes(2);

  private final List<SetupAction> actions;
  private final List<StorageObject> storageObjects;
  private final StatementSettings settings;

  SnowflakeSetup(
      List<SetupAction> actions, List<StorageObject> storageObjects, Duration statementTimeout) {
    this.actions = actions;
    this.storageObjects = storageObjects;
    this.settings = new StatementSettings("lakehouse-sync-setup", statementTimeout);
  }

  /** An object that goes to AWS, and the statement that describes it. */
  record StorageObject(SnowflakeName name, SnowflakeSql describe) {}

  /**
   * Starts a plan.
   *
   * @param schema database and schema of the tables, as Snowflake reads names: {@code
   *     RETAIL_ANALYTICS.LAKEHOUSE}
   * @param location where the tables lie
   * @throws IllegalArgumentException if the name has not two parts
   */
  public static Builder builder(String schema, S3Location location) {
    return new Builder(schema, location);
  }

  /**
   * A plan for tables on storage that Snowflake manages: database and schema, the catalog
   * integration, and Iceberg tables that Snowflake refreshes by itself. Use it with an {@link
   * AutoRefreshObserver}.
   *
   * @param schema database and schema of the tables, as Snowflake reads names
   * @throws IllegalArgumentException if a table is not in the catalog's schema
   */
  public static SnowflakeSetup managed(
      String schema, ManagedCatalog catalog, List<SyncTable> tables) {
    return new SnowflakeSetup(
        new ManagedPlan(SnowflakeName.schema(schema), catalog, tables).actions(),
        List.of(),
        STATEMENT_TIMEOUT);
  }

  /**
   * A plan for tables on storage that Snowflake manages, with a database of their own that is
   * linked to the catalog: Snowflake discovers the tables in it, and refreshes them by itself. Use
   * it with an {@link AutoRefreshObserver}. The tables are named as in PostgreSQL, their case
   * included: give them a {@link SyncTable#catalogName} such as {@code RETAIL."public"."stores"}.
   *
   * @param database the linked database, as Snowflake reads names; it is dropped with the set-up
   * @throws IllegalArgumentException if a table is not in the catalog's schema
   */
  public static SnowflakeSetup linked(
      String database, ManagedCatalog catalog, List<SyncTable> tables) {
    return new SnowflakeSetup(
        new LinkedPlan(database, catalog, tables).actions(), List.of(), STATEMENT_TIMEOUT);
  }

  /** The steps, in their order. */
  public List<SetupStep> steps() {
    return actions.stream().map(SetupAction::step).toList();
  }

  /** The plan as a script, for a worksheet. */
  public String script() {
    return SetupScript.of(steps());
  }

  /** What drops everything, in reverse order, as a script. */
  public String dropScript() {
    return SetupScript.dropping(reversed(steps()));
  }

  /**
   * Looks at every step, and changes nothing.
   *
   * @throws NotAppliedException if Snowflake could not be asked
   */
  public List<SetupResult> check(DataSource snowflake) {
    return run(snowflake, result -> {}).check(actions);
  }

  /**
   * Does what is missing. What fails can be applied again.
   *
   * @return each step with {@link State#DONE} or {@link State#PRESENT}, or {@link State#MISSING} if
   *     it is a table {@link Builder#withoutLocation}
   * @throws NotAppliedException if a step failed, or an object is there in another form; the steps
   *     before it are done
   * @throws OutcomeUnknownException if a statement was not answered; apply again to find out
   */
  public List<SetupResult> apply(DataSource snowflake) {
    return apply(snowflake, result -> {});
  }

  /**
   * The same.
   *
   * @param listener is told of each step as soon as it is done, and so even if a later one fails
   */
  public List<SetupResult> apply(DataSource snowflake, Consumer<SetupResult> listener) {
    return run(snowflake, listener).apply(actions);
  }

  /**
   * What {@link #drop} would drop now, in its order. Changes nothing.
   *
   * @return steps that are {@link State#PRESENT} or {@link State#DIFFERENT}
   * @throws NotAppliedException if Snowflake could not be asked
   */
  public List<SetupResult> dropPlan(DataSource snowflake) {
    return run(snowflake, result -> {}).dropPlan(actions);
  }

  /**
   * Drops everything that the plan would make, in reverse order, whoever made it. Database and
   * schema stay. Files on S3 stay, too; the Postgres instance goes with all of its data.
   *
   * <p>A step that Snowflake refuses keeps no other from being dropped, but for the instance, which
   * is left alone with its data once a step has failed. Look at the result: it is not thrown.
   *
   * @return each step with {@link State#DROPPED}, with {@link State#MISSING} if there was nothing,
   *     or with {@link State#FAILED} if it is still there; then drop again
   * @throws NotAppliedException if Snowflake does not answer; the steps before it are done, those
   *     after it were not tried, and what was refused is suppressed
   * @throws OutcomeUnknownException if a statement was not answered; the same holds. Drop again
   */
  public List<SetupResult> drop(DataSource snowflake) {
    return drop(snowflake, result -> {});
  }

  /**
   * The same.
   *
   * @param listener is told of each step as soon as it is dropped, with {@link State#FAILED} if it
   *     was not
   */
  public List<SetupResult> drop(DataSource snowflake, Consumer<SetupResult> listener) {
    return run(snowflake, listener).drop(actions);
  }

  /**
   * Who will come to AWS: one for each integration and volume of the plan that exists.
   *
   * @throws NotAppliedException if Snowflake could not be asked
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
        if (!SnowflakeError.isMissing(e)) {
          throw SetupFailure.notAsked("the identity of " + object.name(), e);
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

  private static List<SetupStep> reversed(List<SetupStep> steps) {
    List<SetupStep> reversed = new ArrayList<>(steps);
    Collections.reverse(reversed);
    return reversed;
  }

  /** A table of the plan. */
  record TableAtLocation(SyncTable table, MetadataLocation location) {}

  /** Configures a {@link SnowflakeSetup}. Not thread-safe. */
  public static final class Builder {
    final SnowflakeName schema;
    final S3Location location;
    @Nullable PostgresInstance instance;
    SnowflakeName externalVolume = SnowflakeName.parse(VOLUME);
    SnowflakeName catalogIntegration = SnowflakeName.parse(CATALOG);
    SnowflakeName stageIntegration = SnowflakeName.parse("LAKEHOUSE_SYNC_STAGE");
    final List<TableAtLocation> tables = new ArrayList<>();
    final List<SyncTable> tablesWithoutLocation = new ArrayList<>();
    @Nullable PipelineSchedule schedule;
    @Nullable SnowflakeName syncRole;
    @Nullable SnowflakeName syncUser;
    final List<SnowflakeName> readers = new ArrayList<>();
    private Duration statementTimeout = STATEMENT_TIMEOUT;

    private Builder(String schema, S3Location location) {
      this.schema = SnowflakeName.schema(schema);
      this.location = Objects.requireNonNull(location, "location");
    }

    /** Makes an instance of Snowflake Postgres, too. Default: PostgreSQL is there already. */
    public Builder postgresInstance(PostgresInstance instance) {
      this.instance = Objects.requireNonNull(instance, "instance");
      return this;
    }

    /** Default: {@code LAKEHOUSE_SYNC_VOLUME}. */
    public Builder externalVolume(String name) {
      externalVolume = SnowflakeName.parse(name);
      return this;
    }

    /** Default: {@code LAKEHOUSE_SYNC_CATALOG}. */
    public Builder catalogIntegration(String name) {
      catalogIntegration = SnowflakeName.parse(name);
      return this;
    }

    /**
     * Makes an Iceberg table, unless it is there.
     *
     * @param table the table; its name in Snowflake follows the rules of {@link
     *     SnowflakeRefresher.Builder#schema}
     * @param location its newest metadata file, from a {@link io.lakehousesync.MetadataLocator}
     */
    public Builder table(SyncTable table, MetadataLocation location) {
      tables.add(new TableAtLocation(table, location));
      return this;
    }

    /**
     * A table whose metadata file is not known, such as one that was dropped in PostgreSQL. It
     * comes last, and is not made. What Snowflake has of it is found by a check, keeps {@link
     * SnowflakeSetup#apply(DataSource)} from going to the end, and is dropped with the rest; but
     * not its pipeline.
     */
    public Builder withoutLocation(SyncTable table) {
      tablesWithoutLocation.add(Objects.requireNonNull(table, "table"));
      return this;
    }

    /**
     * Has Snowflake refresh the tables by itself, with a stage, a stream, a procedure and tasks per
     * table; see {@link TaskPipeline}. Default: it does not, for a {@link SnowflakeRefresher} does.
     *
     * @param schedule when Snowflake looks for new files
     * @param storageIntegration the integration of the stages, of type EXTERNAL_STAGE
     */
    public Builder pipelines(PipelineSchedule schedule, String storageIntegration) {
      this.schedule = Objects.requireNonNull(schedule, "schedule");
      stageIntegration = SnowflakeName.parse(storageIntegration);
      return this;
    }

    /**
     * The role of the host that refreshes. It is made, granted to SYSADMIN and to the user, gets
     * USAGE on what the tables need, and owns the tables and their pipelines. Default: what is made
     * belongs to the role that applies the plan.
     *
     * @param role the role
     * @param user the user with which the host logs in
     */
    public Builder syncRole(String role, String user) {
      syncRole = SnowflakeName.parse(role);
      syncUser = SnowflakeName.parse(user);
      return this;
    }

    /** A role, which exists, that may read the tables. It can be called for several. */
    public Builder reader(String role) {
      readers.add(SnowflakeName.parse(role));
      return this;
    }

    /** How long a statement may run. Default: 2 minutes. */
    public Builder statementTimeout(Duration statementTimeout) {
      this.statementTimeout = Objects.requireNonNull(statementTimeout, "statementTimeout");
      return this;
    }

    /**
     * Builds the plan.
     *
     * @throws NotAppliedException if a table lies outside of the location
     * @throws IllegalArgumentException if the statement timeout is shorter than a second
     */
    public SnowflakeSetup build() {
      SetupPlan plan = new SetupPlan(this);
      return new SnowflakeSetup(plan.actions(), plan.storageObjects(), statementTimeout);
    }
  }
}
