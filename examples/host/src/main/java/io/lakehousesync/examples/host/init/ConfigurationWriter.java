package io.lakehousesync.examples.host.init;

import io.lakehousesync.examples.services.PostgresOptions;
import io.lakehousesync.postgres.report.TableChoice;
import org.jspecify.annotations.Nullable;

/** Writes a configuration for PostgreSQL and its tables, and says how to add Snowflake. */
final class ConfigurationWriter {
  private static final String PASSWORD = "LAKEHOUSE_PG_PASSWORD";

  private final PostgresOptions postgres;
  private final TableList tables;
  private final String locationPrefix;
  private final ConfigurationText text;

  ConfigurationWriter(PostgresOptions postgres, TableList tables, String locationPrefix) {
    this.postgres = postgres;
    this.tables = tables;
    this.locationPrefix = locationPrefix;
    this.text =
        new ConfigurationText(
            tables.choices().stream().map(choice -> choice.table().source()).toList());
  }

  String text() {
    text.comment("Written by 'examples/run init'. docs/configuration.md explains every key.");
    text.gap();
    server();
    snowflake();
    text.reference("sync.interval", "10s");
    tables.synced().forEach(this::table);
    tables.leftOut().forEach(this::leftOut);
    return text.toString();
  }

  private void server() {
    tables.examination().ofServer().forEach(warning -> text.comment("WARNING " + warning));
    text.value("postgres.url", postgres.url());
    text.value("postgres.user", postgres.user());
    String password = postgres.password();
    if (isReference(password)) {
      text.reference("postgres.password", "${" + PASSWORD + "}");
    } else if (password != null) {
      text.value("postgres.password", password);
    }
    text.gap();
  }

  /** Returns whether the file has a reference to the environment in place of the password. */
  static boolean isReference(@Nullable String password) {
    return password != null && password.equals(System.getenv(PASSWORD));
  }

  private void snowflake() {
    text.comment(
        "Without the keys below, tables are synced to Iceberg only. To serve them from Snowflake,"
            + " remove the # and fill in the account; see docs/how-to/set-up-snowflake.md. For the"
            + " local lakehouse, copy the lines of its lakehouse.properties that begin with refresher"
            + " and snowflake.");
    text.reference("#refresher", "snowflake");
    text.reference("#snowflake.url", "jdbc:snowflake://ACCOUNT.snowflakecomputing.com/");
    text.reference("#snowflake.user", "NAME");
    text.reference("#snowflake.private-key-file", "PATH");
    text.comment("Or, where the account allows it: snowflake.password, or snowflake.token.");
    text.reference("#snowflake.database", "NAME");
    text.reference("#snowflake.schema", "NAME");
    text.reference(
        "#snowflake.storage-base-url",
        locationPrefix.isEmpty()
            ? "s3://BUCKET/"
            : locationPrefix.replaceFirst("^(s3[a-z]?://[^/]+/).*", "$1"));
    text.comment("For 'setup', which then also creates the objects in Snowflake:");
    text.reference("#snowflake.aws-role-arn", "arn:aws:iam::ACCOUNT:role/NAME");
    text.gap();
  }

  private void table(TableChoice choice) {
    text.gap();
    text.comment(
        choice.kind() == TableChoice.Kind.KEYED
            ? choice.reason()
            : choice.reason() + " After a change of the key, run init again.");
    tables.warnings(choice).forEach(warning -> text.comment("WARNING " + warning));
    text.table(choice.table());
  }

  private void leftOut(TableChoice choice) {
    text.gap();
    text.comment("NOT SYNCED: " + choice.table().source() + ".");
    tables.obstacles(choice).forEach(text::comment);
    text.withoutEffect(choice.table());
  }
}
