package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * STORAGE_PROVIDER in government regions and in China.
 *
 * <p>Sources: docs.snowflake.com, "CREATE EXTERNAL VOLUME"
 * (/en/sql-reference/sql/create-external-volume) and "CREATE STORAGE INTEGRATION"
 * (/en/sql-reference/sql/create-storage-integration); for error 393962
 * terraform-provider-snowflake, pkg/testacc/resource_external_volume_acceptance_test.go.
 */
class RegionsIT {
  private static final String VOLUME =
      """
      CREATE EXTERNAL VOLUME v STORAGE_LOCATIONS = ((NAME = 'l' STORAGE_PROVIDER = '%s'
        STORAGE_BASE_URL = '%s' STORAGE_AWS_ROLE_ARN = 'arn:aws-us-gov:iam::012345678910:role/r'))
        ALLOW_WRITES = FALSE
      """;
  private static final String INTEGRATION =
      """
      CREATE STORAGE INTEGRATION i TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = '%s' ENABLED = TRUE
        STORAGE_AWS_ROLE_ARN = 'arn:aws-us-gov:iam::012345678910:role/r'
        STORAGE_ALLOWED_LOCATIONS = ('%s')
      """;

  @TempDir Path directory;

  @Test
  void aGovernmentDeploymentNeedsItsOwnProviderAndScheme() throws Exception {
    try (StandIn standIn = new StandIn(directory, builder -> builder.storageProvider("S3GOV"));
        Connection connection = standIn.connect()) {
      RejectedStatement.by(connection, VOLUME.formatted("S3", "s3://lake/"))
          .with(393962, "42601", "Storage type S3 is not allowed. Please use S3GOV instead.");
      for (String url : List.of("s3://lake/", "s3china://lake/", "s3gov://")) {
        RejectedStatement.by(connection, VOLUME.formatted("S3GOV", url))
            .with(1003, "42000", "invalid URL prefix found in: '" + url + "'");
        RejectedStatement.by(connection, INTEGRATION.formatted("S3GOV", url))
            .with(1008, "22023", "STORAGE_ALLOWED_LOCATIONS");
      }
      Table stores =
          standIn.newTable(
              "stores", new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
      new TableWriter(stores).append(new Object[] {1L});

      execute(
          connection,
          VOLUME.formatted("S3GOV", "s3gov://lake/"),
          INTEGRATION.formatted("S3GOV", "s3gov://lake/"),
          "CREATE STAGE s URL = 's3gov://lake/frompg/' STORAGE_INTEGRATION = i"
              + " DIRECTORY = (ENABLE = TRUE REFRESH_ON_CREATE = TRUE)",
          "CREATE ICEBERG TABLE stores EXTERNAL_VOLUME = 'v' CATALOG = 'pg_lake_catalog'"
              + " METADATA_FILE_PATH = '%s'".formatted(TableOnS3.path(stores)));

      assertThat(rows(connection, "SELECT COUNT(*) FROM stores")).containsExactly("1");
      assertThat(rows(connection, "SELECT COUNT(*) FROM DIRECTORY(@s)").get(0)).isNotEqualTo("0");
      assertThat(rows(connection, "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION('stores')").get(0))
          .contains("\"metadataLocation\":\"s3gov://lake/" + TableOnS3.path(stores));
    }
  }
}
