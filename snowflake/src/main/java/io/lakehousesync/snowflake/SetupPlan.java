package io.lakehousesync.snowflake;

import io.lakehousesync.SyncTable;
import io.lakehousesync.snowflake.GrantPrivilege.Named;
import io.lakehousesync.snowflake.GrantRole.Grantee;
import io.lakehousesync.snowflake.SnowflakeSetup.StorageObject;
import io.lakehousesync.snowflake.SnowflakeSetup.TableAtLocation;
import io.lakehousesync.snowflake.SqlTemplate.Clause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the steps of a set-up down, in the order of the article. */
final class SetupPlan {
  private final SnowflakeSetup.Builder options;
  private final List<SetupAction> actions = new ArrayList<>();
  private final List<StorageObject> storageObjects = new ArrayList<>();

  SetupPlan(SnowflakeSetup.Builder options) {
    this.options = options;
    PostgresInstance instance = options.instance;
    if (instance != null) {
      instance(instance);
    }
    actions.addAll(MakeObject.databaseAndSchema(options.schema));
    if (instance != null) {
      network(instance);
      storage(instance);
    }
    volume();
    catalogIntegration();
    for (TableAtLocation table : options.tables) {
      table(table);
    }
    for (SnowflakeName reader : options.readers) {
      reader(reader);
    }
    if (options.syncRole != null && options.syncUser != null) {
      syncRole(options.syncRole, options.syncUser);
    }
    PipelineSchedule schedule = options.schedule;
    if (schedule != null) {
      pipelines(schedule);
    }
    for (SyncTable table : options.tablesWithoutLocation) {
      actions.add(new LeftBehind(SnowflakeName.of(table, options.schema.parts()), table.target()));
    }
  }

  List<SetupAction> actions() {
    return List.copyOf(actions);
  }

  List<StorageObject> storageObjects() {
    return List.copyOf(storageObjects);
  }

  private void instance(PostgresInstance instance) {
    actions.add(
        new MakeInstance(
            new SetupStep(
                "Postgres instance " + instance.name,
                List.of(
                    SnowflakeSql.CREATE_INSTANCE.with(
                        instance.name,
                        instance.computeFamily,
                        instance.storageGb,
                        instance.version)),
                List.of(SnowflakeSql.DROP_INSTANCE.with(instance.name))),
            instance));
    actions.add(new AwaitInstance(instance));
  }

  private void network(PostgresInstance instance) {
    SnowflakeName rule = instance.networkRule.in(options.schema.parts());
    SnowflakeName schema = new SnowflakeName(rule.parts().subList(0, rule.parts().size() - 1));
    make(
        "network rule " + rule,
        SnowflakeSql.CREATE_NETWORK_RULE.with(rule, instance.allowedAddresses),
        SnowflakeSql.DROP_NETWORK_RULE.with(rule),
        SnowflakeSql.SHOW_NETWORK_RULES.with(rule.last(), schema),
        rule,
        new NetworkRuleComparison(rule, instance.allowedAddresses));
    make(
        "network policy " + instance.networkPolicy,
        SnowflakeSql.CREATE_NETWORK_POLICY.with(instance.networkPolicy, List.of(rule.toString())),
        SnowflakeSql.DROP_NETWORK_POLICY.with(instance.networkPolicy),
        SnowflakeSql.SHOW_NETWORK_POLICIES.with(),
        instance.networkPolicy);
    actions.add(
        new SetInstance(
            new SetupStep(
                "network policy of " + instance.name,
                List.of(
                    SnowflakeSql.SET_NETWORK_POLICY.with(instance.name, instance.networkPolicy)),
                List.of(SnowflakeSql.UNSET_NETWORK_POLICY.with(instance.name))),
            instance.name,
            "network_policy",
            instance.networkPolicy));
  }

  private void storage(PostgresInstance instance) {
    integration(instance.storageIntegration, "POSTGRES_EXTERNAL_STORAGE", options.location);
    actions.add(
        new SetInstance(
            new SetupStep(
                "storage integration of " + instance.name,
                List.of(
                    SnowflakeSql.SET_STORAGE_INTEGRATION.with(
                        instance.name, instance.storageIntegration)),
                List.of(SnowflakeSql.UNSET_STORAGE_INTEGRATION.with(instance.name))),
            instance.name,
            "storage_integration",
            instance.storageIntegration));
  }

  private void integration(SnowflakeName name, String type, S3Location location) {
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("STORAGE_AWS_ROLE_ARN", location.roleArn());
    wanted.put("STORAGE_ALLOWED_LOCATIONS", location.url());
    location.externalId().ifPresent(id -> wanted.put("STORAGE_AWS_EXTERNAL_ID", id));
    make(
        "storage integration " + name,
        SnowflakeSql.CREATE_STORAGE_INTEGRATION.with(
            name,
            new Clause(type),
            location.roleArn(),
            location.externalIdClause(),
            List.of(location.url())),
        SnowflakeSql.DROP_STORAGE_INTEGRATION.with(name),
        SnowflakeSql.SHOW_STORAGE_INTEGRATIONS.with(name.last()),
        name,
        described(SnowflakeSql.DESCRIBE_STORAGE_INTEGRATION, name, wanted));
    storageObjects.add(new StorageObject(name, SnowflakeSql.DESCRIBE_STORAGE_INTEGRATION));
  }

  private void volume() {
    SnowflakeName volume = options.externalVolume;
    S3Location location = options.location;
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("STORAGE_BASE_URL", location.url());
    wanted.put("STORAGE_AWS_ROLE_ARN", location.roleArn());
    location.externalId().ifPresent(id -> wanted.put("STORAGE_AWS_EXTERNAL_ID", id));
    make(
        "external volume " + volume,
        SnowflakeSql.CREATE_VOLUME.with(
            volume,
            volume.last().toLowerCase(Locale.ROOT),
            location.url(),
            location.roleArn(),
            location.externalIdClause()),
        SnowflakeSql.DROP_VOLUME.with(volume),
        SnowflakeSql.SHOW_VOLUMES.with(volume.last()),
        volume,
        described(SnowflakeSql.DESCRIBE_VOLUME, volume, wanted));
    storageObjects.add(new StorageObject(volume, SnowflakeSql.DESCRIBE_VOLUME));
    actions.add(new VerifyVolume(volume));
  }

  private void catalogIntegration() {
    SnowflakeName integration = options.catalogIntegration;
    make(
        "catalog integration " + integration,
        SnowflakeSql.CREATE_CATALOG_INTEGRATION.with(integration),
        SnowflakeSql.DROP_CATALOG_INTEGRATION.with(integration),
        SnowflakeSql.SHOW_CATALOG_INTEGRATIONS.with(integration.last()),
        integration);
  }

  private void table(TableAtLocation table) {
    SnowflakeName name = name(table);
    make(
        "Iceberg table " + name,
        SnowflakeSql.CREATE_TABLE.with(
            name,
            options.externalVolume.toString(),
            options.catalogIntegration.toString(),
            new StorageBaseUrl(options.location.url()).relativize(table.location())),
        SnowflakeSql.DROP_TABLE.with(name),
        SnowflakeSql.SHOW_TABLES.with(name.last(), options.schema),
        name,
        new TableComparison(
            name,
            Map.of(
                "EXTERNAL_VOLUME_NAME", options.externalVolume.last(),
                "CATALOG_NAME", options.catalogIntegration.last()),
            table.location()));
  }

  private void reader(SnowflakeName role) {
    grantSchema(role);
    for (TableAtLocation table : options.tables) {
      grant("SELECT", "TABLE", Named.of(name(table)), role);
    }
  }

  private void syncRole(SnowflakeName role, SnowflakeName user) {
    make(
        "role " + role,
        SnowflakeSql.CREATE_ROLE.with(role),
        SnowflakeSql.DROP_ROLE.with(role),
        SnowflakeSql.SHOW_ROLES.with(role.last()),
        role);
    actions.add(new GrantRole(role, Grantee.ROLE, SnowflakeName.parse("SYSADMIN")));
    actions.add(new GrantRole(role, Grantee.USER, user));
    grantSchema(role);
    grant("USAGE", "EXTERNAL VOLUME", Named.of(options.externalVolume), role);
    grant("USAGE", "INTEGRATION", Named.of(options.catalogIntegration), role);
    for (TableAtLocation table : options.tables) {
      grant("OWNERSHIP", "TABLE", Named.of(name(table)), role);
    }
  }

  private void grantSchema(SnowflakeName role) {
    grant("USAGE", "DATABASE", Named.of(database()), role);
    grant("USAGE", "SCHEMA", Named.of(options.schema), role);
  }

  private void grant(String privilege, String kind, Named object, SnowflakeName role) {
    actions.add(new GrantPrivilege(privilege, kind, object, role));
  }

  private void pipelines(PipelineSchedule schedule) {
    integration(options.stageIntegration, "EXTERNAL_STAGE", options.location);
    SnowflakeName log = PipelineNames.log(options.schema.parts());
    make(
        "table " + log,
        SnowflakeSql.CREATE_LOG_TABLE.with(log),
        SnowflakeSql.DROP_LOG_TABLE.with(log),
        SnowflakeSql.SHOW_LOG_TABLES.with(log.last(), options.schema),
        log);
    SnowflakeName owner = options.syncRole;
    if (owner != null) {
      grant("OWNERSHIP", "TABLE", Named.of(log), owner);
      grant("USAGE", "INTEGRATION", Named.of(options.stageIntegration), owner);
      grant("EXECUTE TASK", "ACCOUNT", Named.ACCOUNT, owner);
      if (schedule instanceof PipelineSchedule.OnWarehouse onWarehouse) {
        grant("USAGE", "WAREHOUSE", Named.of(onWarehouse.warehouse), owner);
      } else {
        grant("EXECUTE MANAGED TASK", "ACCOUNT", Named.ACCOUNT, owner);
      }
    }
    for (TableAtLocation table : options.tables) {
      actions.addAll(
          new PipelinePlan(
                  new PipelineNames(name(table)),
                  new StorageBaseUrl(options.location.url()),
                  table.location(),
                  options.stageIntegration,
                  schedule,
                  owner)
              .actions());
    }
  }

  private SnowflakeName name(TableAtLocation table) {
    return SnowflakeName.of(table.table(), options.schema.parts());
  }

  private SnowflakeName database() {
    return new SnowflakeName(options.schema.parts().subList(0, 1));
  }

  private static MakeObject.Comparison described(
      SnowflakeSql describe, SnowflakeName name, Map<String, String> wanted) {
    return (snowflake, row) ->
        Describe.difference(Describe.properties(snowflake, describe, name), wanted);
  }

  private void make(String title, String create, String drop, String show, SnowflakeName name) {
    make(title, create, drop, show, name, MakeObject.Comparison.NONE);
  }

  private void make(
      String title,
      String create,
      String drop,
      String show,
      SnowflakeName name,
      MakeObject.Comparison comparison) {
    actions.add(MakeObject.of(title, create, drop, show, name, comparison));
  }
}
