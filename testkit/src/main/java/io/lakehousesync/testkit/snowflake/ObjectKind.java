package io.lakehousesync.testkit.snowflake;

/** The kinds of objects that an account holds, as messages name them. */
enum ObjectKind {
  DATABASE("Database"),
  SCHEMA("Schema"),
  TABLE("Table"),
  STAGE("Stage"),
  STREAM("Stream"),
  PROCEDURE("Procedure"),
  TASK("Task"),
  EXTERNAL_VOLUME("External volume"),
  CATALOG_INTEGRATION("Catalog integration");

  private final String label;

  ObjectKind(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
