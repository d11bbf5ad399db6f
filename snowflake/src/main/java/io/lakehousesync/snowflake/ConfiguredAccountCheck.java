package io.lakehousesync.snowflake;

import io.lakehousesync.config.Key;
import io.lakehousesync.config.Settings;
import io.lakehousesync.snowflake.internal.check.CheckPlan;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.StorageBaseUrl;
import io.lakehousesync.snowflake.setup.PipelineSchedule;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;

/** Creates an {@link AccountCheck} from the configuration keys {@code snowflake.*}. */
final class ConfiguredAccountCheck {
  /** No statement of the check contains the role. */
  private static final String ROLE = "arn:%s:iam::000000000000:role/unused";

  private final Settings settings;
  private final SnowflakeName schema;
  private final StorageBaseUrl baseUrl;
  private final String volume;
  private final String integration;

  ConfiguredAccountCheck(Settings settings) {
    this.settings = settings;
    schema =
        SnowflakeName.parse(settings.get(SnowflakeKeys.DATABASE))
            .child(
                "LAKEHOUSE_SYNC_CHECK_"
                    + Long.toHexString(System.nanoTime()).toUpperCase(Locale.ROOT));
    baseUrl = new StorageBaseUrl(settings.get(SnowflakeKeys.STORAGE_BASE_URL));
    volume = settings.find(SnowflakeKeys.EXTERNAL_VOLUME).orElse(SnowflakeSetup.VOLUME);
    integration = settings.find(SnowflakeKeys.CATALOG_INTEGRATION).orElse(SnowflakeSetup.CATALOG);
  }

  AccountCheck check(
      DataSource snowflake,
      SyncTable table,
      Optional<MetadataLocation> committed,
      Optional<String> stageIntegration) {
    SyncTable own = table.catalogName("CHECKED");
    boolean pipeline =
        committed.isPresent()
            && stageIntegration.isPresent()
            && settings.sets(SnowflakeKeys.WAREHOUSE);
    CheckPlan plan =
        new CheckPlan(
            new CheckPlan.Subject(
                schema,
                SnowflakeName.parse(volume),
                SnowflakeName.parse(integration),
                committed.map(location -> schema.child("CHECKED")),
                committed.map(baseUrl::relativize).orElse(""),
                settings.find(SnowflakeKeys.ROLE).map(SnowflakeName::parse),
                settings.sets(SnowflakeKeys.WAREHOUSE),
                pipeline,
                committed
                    .map(location -> setup(own, location, stageIntegration).steps())
                    .orElse(List.of())));
    return new AccountCheck(
        snowflake,
        plan,
        pipeline
            ? Optional.of(TaskPipeline.of(snowflake, schema.toString(), own))
            : Optional.empty(),
        secrets(),
        settings.get(SnowflakeKeys.STATEMENT_TIMEOUT));
  }

  /** Returns the set-up whose statements the check sends, as far as they are in its schema. */
  private SnowflakeSetup setup(
      SyncTable table, MetadataLocation location, Optional<String> stageIntegration) {
    SnowflakeSetup.Builder setup =
        SnowflakeSetup.builder(
                schema.toString(),
                new S3Location(
                    baseUrl.url(),
                    ROLE.formatted(baseUrl.partition().orElse("aws")),
                    Optional.empty()))
            .externalVolume(volume)
            .catalogIntegration(integration)
            .table(table, location);
    Optional<String> warehouse = settings.find(SnowflakeKeys.WAREHOUSE);
    if (stageIntegration.isPresent() && warehouse.isPresent()) {
      setup.pipelines(
          PipelineSchedule.onWarehouse(warehouse.get(), Duration.ofHours(1)),
          stageIntegration.get());
    }
    return setup.build();
  }

  /** Returns what must not be in a report. */
  private List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    for (Key<String> key :
        List.of(
            SnowflakeKeys.PASSWORD,
            SnowflakeKeys.PRIVATE_KEY_PASSPHRASE,
            SnowflakeKeys.TOKEN,
            SnowflakeKeys.AWS_ROLE_ARN,
            SnowflakeKeys.AWS_EXTERNAL_ID)) {
      settings.find(key).filter(value -> !value.isEmpty()).ifPresent(secrets::add);
    }
    String account =
        URI.create(settings.get(SnowflakeKeys.URL).substring("jdbc:".length())).getHost();
    if (account != null) {
      secrets.add(account);
    }
    return secrets;
  }
}
