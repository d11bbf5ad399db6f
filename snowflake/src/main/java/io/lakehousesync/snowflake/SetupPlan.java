package io.lakehousesync.snowflake;

import io.lakehousesync.snowflake.SnowflakeSetup.StorageObject;
import io.lakehousesync.snowflake.SnowflakeSetup.TableAtLocation;
import io.lakehousesync.snowflake.SnowflakeSql.Clause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    database();
    if (instance != null) {
      network(instance);
      storage(instance);
    }
    volume();
    catalogIntegration();
    for (TableAtLocation table : options.tables) {
      table(table);
    }
    PipelineSchedule schedule = options.schedule;
    if (schedule != null) {
      pipelines(schedule);
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

  private void database() {
    SnowflakeName database = new SnowflakeName(options.schema.parts().subList(0, 1));
    make(
        "database " + database,
        SnowflakeSql.CREATE_DATABASE.with(database),
        null,
        SnowflakeSql.SHOW_DATABASES.with(database.last()),
        database);
    make(
        "schema " + options.schema,
        SnowflakeSql.CREATE_SCHEMA.with(options.schema),
        null,
        SnowflakeSql.SHOW_SCHEMAS.with(options.schema.last(), database),
        options.schema);
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
    SnowflakeName name = SnowflakeName.of(table.table(), options.schema.parts());
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
        (snowflake, row) ->
            Describe.difference(
                row,
                Map.of(
                    "EXTERNAL_VOLUME_NAME", options.externalVolume.last(),
                    "CATALOG_NAME", options.catalogIntegration.last())));
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
    for (TableAtLocation table : options.tables) {
      actions.addAll(
          new PipelinePlan(
                  new PipelineNames(SnowflakeName.of(table.table(), options.schema.parts())),
                  new StorageBaseUrl(options.location.url()),
                  table.location(),
                  options.stageIntegration,
                  schedule)
              .actions());
    }
  }

  private static MakeObject.Comparison described(
      SnowflakeSql describe, SnowflakeName name, Map<String, String> wanted) {
    return (snowflake, row) ->
        Describe.difference(Describe.properties(snowflake, describe, name), wanted);
  }

  private void make(
      String title, String create, @Nullable String drop, String show, SnowflakeName name) {
    make(title, create, drop, show, name, MakeObject.Comparison.NONE);
  }

  private void make(
      String title,
      String create,
      @Nullable String drop,
      String show,
      SnowflakeName name,
      MakeObject.Comparison comparison) {
    actions.add(MakeObject.of(title, create, drop, show, name, comparison));
  }
}
