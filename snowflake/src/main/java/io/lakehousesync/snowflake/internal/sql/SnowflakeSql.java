package io.lakehousesync.snowflake.internal.sql;

import java.util.List;

/**
 * The statements that this module sends to Snowflake. Each statement has two notes: the privilege
 * that it needs, and the page of Snowflake's documentation (below docs.snowflake.com/en) that
 * describes it. Values enter a statement only through {@link #with}, which quotes them by type.
 * {@code docs/snowflake.md} is generated from this list.
 */
public enum SnowflakeSql {
  TABLE_INFORMATION(
      "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION({'table'})",
      "OWNERSHIP of the table",
      "sql-reference/functions/system_get_iceberg_table_information"),
  REFRESH(
      "ALTER ICEBERG TABLE {table} REFRESH {path}",
      "OWNERSHIP of the table, USAGE on its external volume and catalog integration",
      "sql-reference/sql/alter-iceberg-table-refresh"),
  CREATE_TABLE(
      "CREATE ICEBERG TABLE IF NOT EXISTS {table} EXTERNAL_VOLUME = {volume} CATALOG = {integration}"
          + " METADATA_FILE_PATH = {path}",
      "CREATE ICEBERG TABLE on the schema, USAGE on the external volume and the catalog integration",
      "sql-reference/sql/create-iceberg-table-iceberg-files"),
  REPLACE_TABLE(
      "CREATE OR REPLACE ICEBERG TABLE {table} EXTERNAL_VOLUME = {volume} CATALOG = {integration}"
          + " METADATA_FILE_PATH = {path}",
      "OWNERSHIP of the table, CREATE ICEBERG TABLE on the schema, USAGE on the external volume and"
          + " the catalog integration",
      "sql-reference/sql/create-iceberg-table-iceberg-files"),
  SHOW_TABLES(
      "SHOW ICEBERG TABLES LIKE {pattern} IN SCHEMA {schema}",
      "any privilege on the table",
      "sql-reference/sql/show-iceberg-tables"),
  DESCRIBE_TABLE(
      "DESCRIBE ICEBERG TABLE {table}",
      "SELECT on the table",
      "sql-reference/sql/desc-iceberg-table"),
  DROP_TABLE(
      "DROP ICEBERG TABLE IF EXISTS {table}",
      "OWNERSHIP of the table",
      "sql-reference/sql/drop-iceberg-table"),
  SHOW_TABLE_GRANTS(
      "SHOW GRANTS ON TABLE {table}",
      "any privilege on the table",
      "sql-reference/sql/show-grants"),
  GRANT(
      "GRANT {privilege} ON {object} TO ROLE {role}",
      "OWNERSHIP of the object, or MANAGE GRANTS on the account",
      "sql-reference/sql/grant-privilege"),
  GRANT_OWNERSHIP(
      "GRANT OWNERSHIP ON {object} TO ROLE {role} COPY CURRENT GRANTS",
      "MANAGE GRANTS on the account; or OWNERSHIP of the object, if the role of the session is the"
          + " new owner or inherits from it",
      "sql-reference/sql/grant-ownership"),
  REVOKE(
      "REVOKE {privilege} ON {object} FROM ROLE {role}",
      "OWNERSHIP of the object, or MANAGE GRANTS on the account",
      "sql-reference/sql/revoke-privilege"),
  SHOW_GRANTS_TO_ROLE("SHOW GRANTS TO ROLE {role}", "none", "sql-reference/sql/show-grants"),
  SHOW_ROLES("SHOW ROLES LIKE {pattern}", "none", "sql-reference/sql/show-roles"),
  CREATE_ROLE(
      "CREATE ROLE IF NOT EXISTS {role}",
      "CREATE ROLE on the account",
      "sql-reference/sql/create-role"),
  DROP_ROLE("DROP ROLE IF EXISTS {role}", "OWNERSHIP of the role", "sql-reference/sql/drop-role"),
  SHOW_GRANTS_OF_ROLE("SHOW GRANTS OF ROLE {role}", "none", "sql-reference/sql/show-grants"),
  GRANT_ROLE_TO_ROLE(
      "GRANT ROLE {role} TO ROLE {other}",
      "OWNERSHIP of the role, or MANAGE GRANTS on the account",
      "sql-reference/sql/grant-role"),
  GRANT_ROLE_TO_USER(
      "GRANT ROLE {role} TO USER {user}",
      "OWNERSHIP of the role, or MANAGE GRANTS on the account",
      "sql-reference/sql/grant-role"),

  SHOW_INSTANCES(
      "SHOW POSTGRES INSTANCES LIKE {pattern}",
      "OPERATE on the instance, or OWNERSHIP of it",
      "sql-reference/sql/show-postgres-instances"),
  CREATE_INSTANCE(
      "CREATE POSTGRES INSTANCE {instance} COMPUTE_FAMILY = {family} STORAGE_SIZE_GB = {size}"
          + " AUTHENTICATION_AUTHORITY = POSTGRES POSTGRES_VERSION = {version} NETWORK_POLICY ="
          + " {'policy'} STORAGE_INTEGRATION = {integration}",
      "CREATE POSTGRES INSTANCE on the account, USAGE on the network policy and the integration",
      "sql-reference/sql/create-postgres-instance"),
  DESCRIBE_INSTANCE(
      "DESCRIBE POSTGRES INSTANCE {instance}",
      "OPERATE on the instance, or OWNERSHIP of it",
      "sql-reference/sql/desc-postgres-instance"),
  SET_NETWORK_POLICY(
      "ALTER POSTGRES INSTANCE {instance} SET NETWORK_POLICY = {'policy'}",
      "MODIFY on the instance, USAGE on the network policy",
      "sql-reference/sql/alter-postgres-instance"),
  SET_STORAGE_INTEGRATION(
      "ALTER POSTGRES INSTANCE {instance} SET STORAGE_INTEGRATION = {integration}",
      "MODIFY on the instance, USAGE on the integration",
      "user-guide/snowflake-postgres/postgres-pg_lake"),
  LIST_MIRRORS(
      "SELECT * FROM TABLE(SNOWFLAKE.POSTGRES.LIST_MIRRORS())",
      "the application role SNOWFLAKE.POSTGRES_MIRROR_ADMIN, OWNERSHIP of the instance, USAGE on the"
          + " warehouse; without them, mirrors are not reported",
      "user-guide/snowflake-postgres/postgres-data-mirroring-manage"),
  DROP_INSTANCE(
      "DROP POSTGRES INSTANCE IF EXISTS {instance}",
      "OWNERSHIP of the instance",
      "sql-reference/sql/drop-postgres-instance"),

  SHOW_DATABASES(
      "SHOW DATABASES LIKE {pattern}",
      "any privilege on the database",
      "sql-reference/sql/show-databases"),
  CREATE_DATABASE(
      "CREATE DATABASE IF NOT EXISTS {database}",
      "CREATE DATABASE on the account",
      "sql-reference/sql/create-database"),
  SHOW_SCHEMAS(
      "SHOW SCHEMAS LIKE {pattern} IN DATABASE {database}",
      "any privilege on the schema",
      "sql-reference/sql/show-schemas"),
  CREATE_SCHEMA(
      "CREATE SCHEMA IF NOT EXISTS {schema}",
      "CREATE SCHEMA on the database",
      "sql-reference/sql/create-schema"),
  DROP_SCHEMA(
      "DROP SCHEMA IF EXISTS {schema}",
      "OWNERSHIP of the schema; only the check of an account sends it, for its own schema",
      "sql-reference/sql/drop-schema"),
  SHOW_NETWORK_RULES(
      "SHOW NETWORK RULES LIKE {pattern} IN SCHEMA {schema}",
      "OWNERSHIP of the network rule",
      "sql-reference/sql/show-network-rules"),
  CREATE_NETWORK_RULE(
      "CREATE NETWORK RULE {rule} TYPE = IPV4 MODE = POSTGRES_INGRESS VALUE_LIST = {addresses}",
      "CREATE NETWORK RULE on the schema",
      "sql-reference/sql/create-network-rule"),
  DESCRIBE_NETWORK_RULE(
      "DESCRIBE NETWORK RULE {rule}",
      "OWNERSHIP of the network rule",
      "sql-reference/sql/desc-network-rule"),
  DROP_NETWORK_RULE(
      "DROP NETWORK RULE IF EXISTS {rule}",
      "OWNERSHIP of the network rule",
      "sql-reference/sql/drop-network-rule"),
  SHOW_NETWORK_POLICIES(
      "SHOW NETWORK POLICIES",
      "OWNERSHIP of the network policy",
      "sql-reference/sql/show-network-policies"),
  CREATE_NETWORK_POLICY(
      "CREATE NETWORK POLICY {policy} ALLOWED_NETWORK_RULE_LIST = {rules}",
      "CREATE NETWORK POLICY on the account",
      "sql-reference/sql/create-network-policy"),
  DROP_NETWORK_POLICY(
      "DROP NETWORK POLICY IF EXISTS {policy}",
      "OWNERSHIP of the network policy",
      "sql-reference/sql/drop-network-policy"),

  SHOW_STORAGE_INTEGRATIONS(
      "SHOW STORAGE INTEGRATIONS LIKE {pattern}",
      "USAGE on the integration",
      "sql-reference/sql/show-integrations"),
  CREATE_STORAGE_INTEGRATION(
      "CREATE STORAGE INTEGRATION {integration} TYPE = {type} STORAGE_PROVIDER = {provider} ENABLED ="
          + " TRUE"
          + " STORAGE_AWS_ROLE_ARN = {arn}{external id} STORAGE_ALLOWED_LOCATIONS = {locations}",
      "CREATE INTEGRATION on the account",
      "sql-reference/sql/create-storage-integration"),
  DESCRIBE_STORAGE_INTEGRATION(
      "DESCRIBE STORAGE INTEGRATION {integration}",
      "USAGE on the integration",
      "sql-reference/sql/desc-integration"),
  DROP_STORAGE_INTEGRATION(
      "DROP STORAGE INTEGRATION IF EXISTS {integration}",
      "OWNERSHIP of the integration",
      "sql-reference/sql/drop-integration"),
  SHOW_VOLUMES(
      "SHOW EXTERNAL VOLUMES LIKE {pattern}",
      "USAGE on the volume",
      "sql-reference/sql/show-external-volumes"),
  CREATE_VOLUME(
      "CREATE EXTERNAL VOLUME {volume} STORAGE_LOCATIONS = ((NAME = {name} STORAGE_PROVIDER ="
          + " {provider}"
          + " STORAGE_BASE_URL = {url} STORAGE_AWS_ROLE_ARN = {arn}{external id})) ALLOW_WRITES ="
          + " FALSE",
      "CREATE EXTERNAL VOLUME on the account",
      "sql-reference/sql/create-external-volume"),
  DESCRIBE_VOLUME(
      "DESCRIBE EXTERNAL VOLUME {volume}",
      "USAGE on the volume",
      "sql-reference/sql/desc-external-volume"),
  VERIFY_VOLUME(
      "SELECT SYSTEM$VERIFY_EXTERNAL_VOLUME({'volume'})",
      "OWNERSHIP of the volume",
      "sql-reference/functions/system_verify_external_volume"),
  DROP_VOLUME(
      "DROP EXTERNAL VOLUME IF EXISTS {volume}",
      "OWNERSHIP of the volume",
      "sql-reference/sql/drop-external-volume"),
  SHOW_CATALOG_INTEGRATIONS(
      "SHOW CATALOG INTEGRATIONS LIKE {pattern}",
      "USAGE on the integration",
      "sql-reference/sql/show-catalog-integrations"),
  CREATE_CATALOG_INTEGRATION(
      "CREATE CATALOG INTEGRATION {integration} CATALOG_SOURCE = OBJECT_STORE TABLE_FORMAT = ICEBERG"
          + " ENABLED = TRUE",
      "CREATE INTEGRATION on the account",
      "sql-reference/sql/create-catalog-integration-object-storage"),
  CREATE_MANAGED_CATALOG_INTEGRATION(
      "CREATE CATALOG INTEGRATION {integration} CATALOG_SOURCE = SNOWFLAKE_POSTGRES TABLE_FORMAT ="
          + " ICEBERG CATALOG_NAMESPACE = {schema} REST_CONFIG = (POSTGRES_INSTANCE = {instance}"
          + " CATALOG_NAME = {database} ACCESS_DELEGATION_MODE = VENDED_CREDENTIALS) ENABLED = TRUE",
      "CREATE INTEGRATION on the account, USAGE on the instance",
      "sql-reference/sql/create-catalog-integration-snowflake-postgres"),
  DESCRIBE_CATALOG_INTEGRATION(
      "DESCRIBE CATALOG INTEGRATION {integration}",
      "USAGE on the integration",
      "sql-reference/sql/desc-catalog-integration"),
  SET_REFRESH_INTERVAL(
      "ALTER CATALOG INTEGRATION {integration} SET REFRESH_INTERVAL_SECONDS = {seconds}",
      "OWNERSHIP of the integration",
      "sql-reference/sql/alter-catalog-integration"),
  CREATE_MANAGED_TABLE(
      "CREATE ICEBERG TABLE {table} CATALOG = {integration} CATALOG_TABLE_NAME = {name} AUTO_REFRESH"
          + " = TRUE",
      "CREATE ICEBERG TABLE on the schema, USAGE on the catalog integration",
      "sql-reference/sql/create-iceberg-table-rest"),
  CREATE_LINKED_DATABASE(
      "CREATE DATABASE {database} LINKED_CATALOG = (CATALOG = {integration}, ALLOWED_NAMESPACES ="
          + " {schemas}, ALLOWED_WRITE_OPERATIONS = NONE)",
      "CREATE DATABASE on the account, USAGE on the catalog integration",
      "sql-reference/sql/create-database-catalog-linked"),
  LINKED_DATABASE(
      "SELECT SYSTEM$GET_CATALOG_LINKED_DATABASE_CONFIG({'database'})",
      "USAGE on the database",
      "sql-reference/functions/system_get_catalog_linked_database_config"),
  DROP_DATABASE(
      "DROP DATABASE IF EXISTS {database}",
      "OWNERSHIP of the database",
      "sql-reference/sql/drop-database"),
  DROP_CATALOG_INTEGRATION(
      "DROP CATALOG INTEGRATION IF EXISTS {integration}",
      "OWNERSHIP of the integration; fails if a table uses the integration",
      "sql-reference/sql/drop-catalog-integration"),

  SHOW_STAGES(
      "SHOW STAGES LIKE {pattern} IN SCHEMA {schema}",
      "USAGE on the stage",
      "sql-reference/sql/show-stages"),
  CREATE_STAGE(
      "CREATE STAGE {stage} URL = {url} STORAGE_INTEGRATION = {integration} DIRECTORY = (ENABLE ="
          + " TRUE{auto refresh})",
      "CREATE STAGE on the schema, USAGE on the integration",
      "sql-reference/sql/create-stage"),
  REFRESH_STAGE(
      "ALTER STAGE {stage} REFRESH", "OWNERSHIP of the stage", "sql-reference/sql/alter-stage"),
  DROP_STAGE(
      "DROP STAGE IF EXISTS {stage}", "OWNERSHIP of the stage", "sql-reference/sql/drop-stage"),
  SHOW_LOG_TABLES(
      "SHOW TABLES LIKE {pattern} IN SCHEMA {schema}",
      "any privilege on the table",
      "sql-reference/sql/show-tables"),
  CREATE_LOG_TABLE(
      "CREATE TABLE IF NOT EXISTS {table} (TABLE_NAME VARCHAR, RELATIVE_PATH VARCHAR, LAST_MODIFIED"
          + " TIMESTAMP_LTZ, SEEN_AT TIMESTAMP_LTZ)",
      "CREATE TABLE on the schema",
      "sql-reference/sql/create-table"),
  DROP_LOG_TABLE(
      "DROP TABLE IF EXISTS {table}", "OWNERSHIP of the table", "sql-reference/sql/drop-table"),
  SHOW_STREAMS(
      "SHOW STREAMS LIKE {pattern} IN SCHEMA {schema}",
      "any privilege on the stream",
      "sql-reference/sql/show-streams"),
  CREATE_STREAM(
      "CREATE STREAM {stream} ON STAGE {stage}",
      "CREATE STREAM on the schema, USAGE on the stage",
      "sql-reference/sql/create-stream"),
  STREAM_HAS_DATA(
      "SELECT SYSTEM$STREAM_HAS_DATA({'stream'})",
      "SELECT on the stream",
      "sql-reference/functions/system_stream_has_data"),
  DROP_STREAM(
      "DROP STREAM IF EXISTS {stream}", "OWNERSHIP of the stream", "sql-reference/sql/drop-stream"),
  SHOW_PROCEDURES(
      "SHOW PROCEDURES LIKE {pattern} IN SCHEMA {schema}",
      "USAGE on the procedure",
      "sql-reference/sql/show-procedures"),
  CREATE_PROCEDURE(
      "CREATE PROCEDURE {procedure}() RETURNS VARCHAR LANGUAGE SQL EXECUTE AS OWNER AS {body}",
      "CREATE PROCEDURE on the schema; the procedure's owner needs OWNERSHIP of the Iceberg"
          + " table, USAGE on its volume, integration and stage, INSERT on the log table",
      "sql-reference/sql/create-procedure"),
  CALL("CALL {procedure}()", "USAGE on the procedure", "sql-reference/sql/call"),
  DROP_PROCEDURE(
      "DROP PROCEDURE IF EXISTS {procedure}()",
      "OWNERSHIP of the procedure",
      "sql-reference/sql/drop-procedure"),
  SHOW_TASKS(
      "SHOW TASKS LIKE {pattern} IN SCHEMA {schema}",
      "MONITOR on the task",
      "sql-reference/sql/show-tasks"),
  CREATE_STAGE_TASK(
      "CREATE TASK {task} WAREHOUSE = {warehouse} SCHEDULE = {schedule} AS ALTER STAGE {stage}"
          + " REFRESH",
      "CREATE TASK on the schema, USAGE on the warehouse, EXECUTE TASK on the account",
      "sql-reference/sql/create-task"),
  CREATE_WAREHOUSE_TASK(
      "CREATE TASK {task} WAREHOUSE = {warehouse} USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS ="
          + " {seconds} WHEN SYSTEM$STREAM_HAS_DATA({'stream'}) AS CALL {procedure}()",
      "CREATE TASK on the schema, USAGE on the warehouse, EXECUTE TASK on the account",
      "user-guide/tasks-triggered"),
  CREATE_SERVERLESS_TASK(
      "CREATE TASK {task} TARGET_COMPLETION_INTERVAL = {interval}"
          + " SERVERLESS_TASK_MAX_STATEMENT_SIZE = 'XSMALL'"
          + " USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS = {seconds} WHEN"
          + " SYSTEM$STREAM_HAS_DATA({'stream'}) AS CALL {procedure}()",
      "CREATE TASK on the schema, EXECUTE MANAGED TASK on the account",
      "user-guide/tasks-triggered"),
  RESUME_TASK(
      "ALTER TASK {task} RESUME",
      "OPERATE on the task; the task's owner needs EXECUTE TASK on the account",
      "sql-reference/sql/alter-task"),
  SUSPEND_TASK(
      "ALTER TASK IF EXISTS {task} SUSPEND", "OPERATE on the task", "sql-reference/sql/alter-task"),
  EXECUTE_TASK("EXECUTE TASK {task}", "OPERATE on the task", "sql-reference/sql/execute-task"),
  TASK_HISTORY(
      "SELECT STATE, QUERY_ID, ERROR_CODE, ERROR_MESSAGE, SCHEDULED_TIME, COMPLETED_TIME FROM"
          + " TABLE({database}.INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => {task}, DATABASE_NAME =>"
          + " {database name}, SCHEMA_NAME => {schema}, RESULT_LIMIT => 100)) WHERE NAME = {task}"
          + " ORDER BY SCHEDULED_TIME DESC",
      "MONITOR on the task",
      "sql-reference/functions/task_history"),
  DROP_TASK("DROP TASK IF EXISTS {task}", "OWNERSHIP of the task", "sql-reference/sql/drop-task"),

  AUTO_REFRESH_STATUS(
      "SELECT SYSTEM$AUTO_REFRESH_STATUS({'table'})",
      "OWNERSHIP of the table",
      "sql-reference/functions/system_auto_refresh_status"),
  REFRESH_FROM_CATALOG(
      "ALTER ICEBERG TABLE {table} REFRESH",
      "OWNERSHIP of the table, USAGE on its catalog integration",
      "user-guide/tables-iceberg-auto-refresh"),
  AUTO_REFRESH_OFF(
      "ALTER ICEBERG TABLE {table} SET AUTO_REFRESH = FALSE",
      "OWNERSHIP of the table",
      "sql-reference/sql/alter-iceberg-table"),
  AUTO_REFRESH_ON(
      "ALTER ICEBERG TABLE {table} SET AUTO_REFRESH = TRUE",
      "OWNERSHIP of the table",
      "sql-reference/sql/alter-iceberg-table"),
  REFRESH_HISTORY(
      "SELECT REFRESHED_ON, METADATA_FILE_NAME, SNAPSHOT_ID, SEQUENCE_NUMBER, QUERY_ID FROM"
          + " TABLE({database}.INFORMATION_SCHEMA.ICEBERG_TABLE_SNAPSHOT_REFRESH_HISTORY(TABLE_NAME"
          + " => {'table'})) ORDER BY REFRESHED_ON DESC",
      "OWNERSHIP of the table, USAGE on the warehouse",
      "sql-reference/functions/iceberg_table_snapshot_refresh_history"),
  ROW_SUM(
      "SELECT {number} AS RANGE_NUMBER, COUNT(*) AS ROW_COUNT, SUM(MD5_NUMBER_LOWER64({row})) AS"
          + " CHECKSUM FROM {table} WHERE {range}",
      "SELECT on the table, USAGE on the warehouse",
      "sql-reference/functions/md5_number_lower64"),
  ROW_PRINTS(
      "SELECT MD5_NUMBER_LOWER64({row}) AS ROW_PRINT, {key} FROM {table} WHERE {range}",
      "SELECT on the table, USAGE on the warehouse",
      "sql-reference/functions/md5_number_lower64");

  private final String template;
  private final String privilege;
  private final String page;

  SnowflakeSql(String template, String privilege, String page) {
    this.template = template;
    this.privilege = privilege;
    this.page = page;
  }

  /**
   * Returns the statement. A name in braces stands for a value; quotes around the name mean that
   * the value becomes a string.
   */
  String template() {
    return template;
  }

  /** Returns the privilege that the role of the connection needs. */
  String privilege() {
    return privilege;
  }

  /** Returns the path of the documentation page. */
  String page() {
    return page;
  }

  /**
   * Returns the statement with its values, in the template's order; see {@link TypedTemplate#fill}.
   *
   * @throws IllegalArgumentException if values are missing, too many or of another type
   */
  public String with(Object... values) {
    return TypedTemplate.fill(template, List.of(values));
  }
}
