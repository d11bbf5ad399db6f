package io.lakehousesync.testkit.snowflake.internal.sql;

/** The kinds of objects of an account, as messages name them. */
public enum ObjectKind {
  DATABASE("Database"),
  SCHEMA("Schema"),
  TABLE("Table"),
  EXTERNAL_VOLUME("External volume"),
  CATALOG_INTEGRATION("Catalog integration"),
  STORAGE_INTEGRATION("Storage integration"),
  NETWORK_RULE("Network rule"),
  NETWORK_POLICY("Network policy"),
  POSTGRES_INSTANCE("Postgres instance"),
  ACCOUNT("Account"),
  ROLE("Role"),
  USER("User"),
  WAREHOUSE("Warehouse"),
  STAGE("Stage"),
  STREAM("Stream"),
  PROCEDURE("Procedure"),
  TASK("Task");

  private final String label;

  ObjectKind(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** Returns the words for this kind in a statement. */
  public String[] words() {
    return name().split("_");
  }

  /**
   * Returns the name of this kind in SHOW GRANTS. The name for Iceberg tables is not documented;
   * the stand-in shows them as tables.
   */
  public String grantedOn() {
    return switch (this) {
      case CATALOG_INTEGRATION, STORAGE_INTEGRATION -> "INTEGRATION";
      case EXTERNAL_VOLUME -> "VOLUME";
      default -> name();
    };
  }

  /** Returns whether objects of this kind belong to a schema. */
  boolean isInSchema() {
    return switch (this) {
      case TABLE, NETWORK_RULE, STAGE, STREAM, PROCEDURE, TASK -> true;
      default -> false;
    };
  }
}
