package io.lakehousesync.snowflake.internal.setup;

import io.lakehousesync.snowflake.internal.setup.SetupOptions.TableAtLocation;
import io.lakehousesync.snowflake.internal.sql.Describe;
import io.lakehousesync.snowflake.internal.sql.Literals;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.internal.sql.StorageBaseUrl;
import io.lakehousesync.snowflake.internal.sql.TypedTemplate.Clause;
import io.lakehousesync.snowflake.internal.step.AwaitInstance;
import io.lakehousesync.snowflake.internal.step.CreateInstance;
import io.lakehousesync.snowflake.internal.step.CreateObject;
import io.lakehousesync.snowflake.internal.step.DropOnlyTable;
import io.lakehousesync.snowflake.internal.step.GrantPrivilege;
import io.lakehousesync.snowflake.internal.step.GrantPrivilege.Named;
import io.lakehousesync.snowflake.internal.step.GrantRole;
import io.lakehousesync.snowflake.internal.step.GrantRole.Grantee;
import io.lakehousesync.snowflake.internal.step.IcebergTableCheck;
import io.lakehousesync.snowflake.internal.step.NetworkRuleComparison;
import io.lakehousesync.snowflake.internal.step.SetInstanceProperty;
import io.lakehousesync.snowflake.internal.step.SetupAction;
import io.lakehousesync.snowflake.internal.step.VerifyVolume;
import io.lakehousesync.snowflake.internal.step.WithMirrors;
import io.lakehousesync.snowflake.internal.task.PipelineNames;
import io.lakehousesync.snowflake.internal.task.PipelinePlan;
import io.lakehousesync.snowflake.setup.PipelineSchedule;
import io.lakehousesync.snowflake.setup.PostgresInstance;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.snowflake.setup.SetupStep;
import io.lakehousesync.table.SyncTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a set-up for tables on the host's own S3, in the order in which they are applied.
 */
public final class SetupPlan {
  /** An object that calls AWS, and the statement that describes it. */
  public record StorageObject(SnowflakeName name, SnowflakeSql describe) {}

  private final SetupOptions options;
  private final List<SetupAction> actions = new ArrayList<>();
  private final List<StorageObject> storageObjects = new ArrayList<>();

  public SetupPlan(SetupOptions options) {
    this.options = options;
    actions.addAll(CreateObject.databaseAndSchema(options.schema()));
    options.instance().ifPresent(this::instance);
    volume();
    catalogIntegration();
    options.tables().forEach(this::table);
    options.readers().forEach(this::reader);
    options.owner().ifPresent(this::owner);
    options.pipelines().ifPresent(this::pipelines);
    for (SyncTable table : options.tablesWithoutLocation()) {
      actions.add(
          new DropOnlyTable(SnowflakeName.of(table, options.schema().parts()), table.target()));
    }
  }

  public List<SetupAction> actions() {
    return List.copyOf(actions);
  }

  public List<StorageObject> storageObjects() {
    return List.copyOf(storageObjects);
  }

  /** Returns the grants of the roles that work with the objects of this plan. */
  public RoleGrants grants() {
    List<String> onAccount =
        new ArrayList<>(List.of("CREATE DATABASE", "CREATE EXTERNAL VOLUME", "CREATE INTEGRATION"));
    if (options.instance().isPresent()) {
      onAccount.addAll(List.of("CREATE NETWORK POLICY", "CREATE POSTGRES INSTANCE"));
    }
    if (options.owner().isPresent()) {
      // COPY CURRENT GRANTS, and grants on objects that this role does not own, need MANAGE GRANTS.
      onAccount.addAll(List.of("CREATE ROLE", "MANAGE GRANTS"));
    }
    List<RoleGrants.Used> usedBySetUp = new ArrayList<>();
    options
        .pipelines()
        .ifPresent(
            pipelines -> {
              onAccount.add("EXECUTE TASK");
              if (pipelines.schedule() instanceof PipelineSchedule.OnWarehouse onWarehouse) {
                SnowflakeName warehouse = SnowflakeName.parse(onWarehouse.warehouse());
                usedBySetUp.add(new RoleGrants.Used("WAREHOUSE", warehouse));
              } else {
                onAccount.add("EXECUTE MANAGED TASK");
              }
            });
    return new RoleGrants(
        onAccount,
        usedBySetUp,
        List.of(options.schema()),
        List.of(
            new RoleGrants.Used("EXTERNAL VOLUME", options.externalVolume()),
            new RoleGrants.Used("INTEGRATION", options.catalogIntegration())),
        options.tables().stream().map(this::name).toList(),
        Optional.empty());
  }

  /**
   * Creates the instance with its network policy and its storage integration. An instance that
   * exists without them gets them by ALTER. A drop needs no ALTER, because it drops the instance
   * before the objects that the instance uses.
   */
  private void instance(PostgresInstance instance) {
    SnowflakeName name = SnowflakeName.parse(instance.name());
    SnowflakeName policy = SnowflakeName.parse(instance.networkPolicy());
    SnowflakeName integration = SnowflakeName.parse(instance.storageIntegration());
    network(instance, policy);
    integration(integration, "POSTGRES_EXTERNAL_STORAGE", options.location());
    actions.add(
        new CreateInstance(
            new SetupStep(
                "Postgres instance " + name,
                List.of(
                    SnowflakeSql.CREATE_INSTANCE.with(
                        name,
                        instance.computeFamily(),
                        instance.storageGb(),
                        instance.version(),
                        policy,
                        integration)),
                List.of(SnowflakeSql.DROP_INSTANCE.with(name))),
            instance));
    actions.add(new WithMirrors(new AwaitInstance(instance), name));
    actions.add(
        new SetInstanceProperty(
            "network policy",
            SnowflakeSql.SET_NETWORK_POLICY.with(name, policy),
            instance,
            "network_policy",
            policy));
    actions.add(
        new SetInstanceProperty(
            "storage integration",
            SnowflakeSql.SET_STORAGE_INTEGRATION.with(name, integration),
            instance,
            "storage_integration",
            integration));
  }

  private void network(PostgresInstance instance, SnowflakeName policy) {
    SnowflakeName rule = SnowflakeName.parse(instance.networkRule()).in(options.schema().parts());
    SnowflakeName schema = new SnowflakeName(rule.parts().subList(0, rule.parts().size() - 1));
    create(
        "network rule " + rule,
        SnowflakeSql.CREATE_NETWORK_RULE.with(rule, instance.allowedAddresses()),
        SnowflakeSql.DROP_NETWORK_RULE.with(rule),
        SnowflakeSql.SHOW_NETWORK_RULES.with(rule.last(), schema),
        rule,
        new NetworkRuleComparison(rule, instance.allowedAddresses()));
    create(
        "network policy " + policy,
        SnowflakeSql.CREATE_NETWORK_POLICY.with(policy, List.of(rule.toString())),
        SnowflakeSql.DROP_NETWORK_POLICY.with(policy),
        SnowflakeSql.SHOW_NETWORK_POLICIES.with(),
        policy);
  }

  private void integration(SnowflakeName name, String type, S3Location location) {
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("STORAGE_AWS_ROLE_ARN", location.roleArn());
    wanted.put("STORAGE_ALLOWED_LOCATIONS", location.url());
    location.externalId().ifPresent(id -> wanted.put("STORAGE_AWS_EXTERNAL_ID", id));
    create(
        "storage integration " + name,
        SnowflakeSql.CREATE_STORAGE_INTEGRATION.with(
            name,
            new Clause(type),
            new StorageBaseUrl(location.url()).provider(),
            location.roleArn(),
            externalId(location),
            List.of(location.url())),
        SnowflakeSql.DROP_STORAGE_INTEGRATION.with(name),
        SnowflakeSql.SHOW_STORAGE_INTEGRATIONS.with(name.last()),
        name,
        described(SnowflakeSql.DESCRIBE_STORAGE_INTEGRATION, name, wanted));
    storageObjects.add(new StorageObject(name, SnowflakeSql.DESCRIBE_STORAGE_INTEGRATION));
  }

  private static Clause externalId(S3Location location) {
    return location
        .externalId()
        .map(id -> new Clause(" STORAGE_AWS_EXTERNAL_ID = " + Literals.string(id)))
        .orElse(Clause.NONE);
  }

  private void volume() {
    SnowflakeName volume = options.externalVolume();
    S3Location location = options.location();
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("STORAGE_BASE_URL", location.url());
    wanted.put("STORAGE_AWS_ROLE_ARN", location.roleArn());
    location.externalId().ifPresent(id -> wanted.put("STORAGE_AWS_EXTERNAL_ID", id));
    create(
        "external volume " + volume,
        SnowflakeSql.CREATE_VOLUME.with(
            volume,
            volume.last().toLowerCase(Locale.ROOT),
            new StorageBaseUrl(location.url()).provider(),
            location.url(),
            location.roleArn(),
            externalId(location)),
        SnowflakeSql.DROP_VOLUME.with(volume),
        SnowflakeSql.SHOW_VOLUMES.with(volume.last()),
        volume,
        described(SnowflakeSql.DESCRIBE_VOLUME, volume, wanted));
    storageObjects.add(new StorageObject(volume, SnowflakeSql.DESCRIBE_VOLUME));
    actions.add(new VerifyVolume(volume));
  }

  private void catalogIntegration() {
    SnowflakeName integration = options.catalogIntegration();
    create(
        "catalog integration " + integration,
        SnowflakeSql.CREATE_CATALOG_INTEGRATION.with(integration),
        SnowflakeSql.DROP_CATALOG_INTEGRATION.with(integration),
        SnowflakeSql.SHOW_CATALOG_INTEGRATIONS.with(integration.last()),
        integration);
  }

  private void table(TableAtLocation table) {
    SnowflakeName name = name(table);
    create(
        "Iceberg table " + name,
        SnowflakeSql.CREATE_TABLE.with(
            name,
            options.externalVolume().toString(),
            options.catalogIntegration().toString(),
            new StorageBaseUrl(options.location().url()).relativize(table.location())),
        SnowflakeSql.DROP_TABLE.with(name),
        SnowflakeSql.SHOW_TABLES.with(name.last(), options.schema()),
        name,
        new IcebergTableCheck(
            name,
            Map.of(
                "EXTERNAL_VOLUME_NAME", options.externalVolume().last(),
                "CATALOG_NAME", options.catalogIntegration().last()),
            table.location()));
  }

  private void reader(SnowflakeName role) {
    grantSchema(role);
    for (TableAtLocation table : options.tables()) {
      grant("SELECT", "TABLE", Named.of(name(table)), role);
    }
  }

  private void owner(SetupOptions.Owner owner) {
    SnowflakeName role = owner.role();
    create(
        "role " + role,
        SnowflakeSql.CREATE_ROLE.with(role),
        SnowflakeSql.DROP_ROLE.with(role),
        SnowflakeSql.SHOW_ROLES.with(role.last()),
        role);
    actions.add(new GrantRole(role, Grantee.ROLE, SnowflakeName.parse("SYSADMIN")));
    actions.add(new GrantRole(role, Grantee.USER, owner.user()));
    grantSchema(role);
    grant("USAGE", "EXTERNAL VOLUME", Named.of(options.externalVolume()), role);
    grant("USAGE", "INTEGRATION", Named.of(options.catalogIntegration()), role);
    for (TableAtLocation table : options.tables()) {
      grant("OWNERSHIP", "TABLE", Named.of(name(table)), role);
    }
  }

  private void grantSchema(SnowflakeName role) {
    grant("USAGE", "DATABASE", Named.of(database()), role);
    grant("USAGE", "SCHEMA", Named.of(options.schema()), role);
  }

  private void grant(String privilege, String kind, Named object, SnowflakeName role) {
    actions.add(new GrantPrivilege(privilege, kind, object, role));
  }

  private void pipelines(SetupOptions.Pipelines pipelines) {
    PipelineSchedule schedule = pipelines.schedule();
    integration(pipelines.stageIntegration(), "EXTERNAL_STAGE", options.location());
    SnowflakeName log = PipelineNames.log(options.schema().parts());
    create(
        "table " + log,
        SnowflakeSql.CREATE_LOG_TABLE.with(log),
        SnowflakeSql.DROP_LOG_TABLE.with(log),
        SnowflakeSql.SHOW_LOG_TABLES.with(log.last(), options.schema()),
        log);
    @Nullable SnowflakeName owner = options.owner().map(SetupOptions.Owner::role).orElse(null);
    if (owner != null) {
      grant("OWNERSHIP", "TABLE", Named.of(log), owner);
      grant("USAGE", "INTEGRATION", Named.of(pipelines.stageIntegration()), owner);
      grant("EXECUTE TASK", "ACCOUNT", Named.ACCOUNT, owner);
      if (schedule instanceof PipelineSchedule.OnWarehouse onWarehouse) {
        grant("USAGE", "WAREHOUSE", Named.of(SnowflakeName.parse(onWarehouse.warehouse())), owner);
      } else {
        grant("EXECUTE MANAGED TASK", "ACCOUNT", Named.ACCOUNT, owner);
      }
    }
    for (TableAtLocation table : options.tables()) {
      actions.addAll(
          new PipelinePlan(
                  new PipelineNames(name(table)),
                  new StorageBaseUrl(options.location().url()),
                  table.location(),
                  pipelines.stageIntegration(),
                  schedule,
                  owner)
              .actions());
    }
  }

  private SnowflakeName name(TableAtLocation table) {
    return SnowflakeName.of(table.table(), options.schema().parts());
  }

  private SnowflakeName database() {
    return new SnowflakeName(options.schema().parts().subList(0, 1));
  }

  private static CreateObject.Comparison described(
      SnowflakeSql describe, SnowflakeName name, Map<String, String> wanted) {
    return (snowflake, row) ->
        Describe.difference(Describe.properties(snowflake, describe, name), wanted);
  }

  private void create(String title, String create, String drop, String show, SnowflakeName name) {
    create(title, create, drop, show, name, CreateObject.Comparison.NONE);
  }

  private void create(
      String title,
      String create,
      String drop,
      String show,
      SnowflakeName name,
      CreateObject.Comparison comparison) {
    actions.add(CreateObject.of(title, create, drop, show, name, comparison));
  }
}
