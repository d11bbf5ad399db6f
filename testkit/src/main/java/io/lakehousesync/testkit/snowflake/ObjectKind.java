package io.lakehousesync.testkit.snowflake;

/** The kinds of objects that an account holds, as messages name them. */
enum ObjectKind {
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

  String label() {
    return label;
  }

  /** Takes the words of this kind, if they come next. */
  boolean accept(TokenStream in) {
    return in.accept(name().split("_"));
  }

  /**
   * What SHOW GRANTS calls it. Its names for Iceberg tables are not documented: they are tables
   * here.
   */
  String grantedOn() {
    return switch (this) {
      case CATALOG_INTEGRATION, STORAGE_INTEGRATION -> "INTEGRATION";
      case EXTERNAL_VOLUME -> "VOLUME";
      default -> name();
    };
  }

  /** Whether objects of this kind stand in a schema. */
  boolean isInSchema() {
    return switch (this) {
      case TABLE, NETWORK_RULE, STAGE, STREAM, PROCEDURE, TASK -> true;
      default -> false;
    };
  }
}
