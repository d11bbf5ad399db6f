package io.lakehousesync.snowflake.internal.check;

import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.internal.sql.TypedTemplate.Clause;
import io.lakehousesync.snowflake.internal.task.PipelineNames;
import io.lakehousesync.snowflake.setup.AccountCheckResult;
import io.lakehousesync.snowflake.setup.AccountCheckResult.Outcome;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The statements of a check, in order. */
public final class CheckPlan {
  /**
   * What the check works with.
   *
   * @param schema the schema of the check, which does not exist
   * @param volume the external volume
   * @param integration the catalog integration
   * @param table the Iceberg table of the check; empty if no metadata file is known
   * @param path the metadata file of the table, relative to the volume
   * @param role the role of the session, if it is known
   * @param warehouse whether the session has a warehouse for certain
   * @param pipeline whether the steps create a task pipeline
   * @param steps the steps of a set-up in this schema. Steps outside of it are not run
   */
  public record Subject(
      SnowflakeName schema,
      SnowflakeName volume,
      SnowflakeName integration,
      Optional<SnowflakeName> table,
      String path,
      Optional<SnowflakeName> role,
      boolean warehouse,
      boolean pipeline,
      List<SetupStep> steps) {
    /** Copies the steps. */
    public Subject {
      steps = List.copyOf(steps);
    }
  }

  private static final String NOT_DOCUMENTED = "not documented: the answer is of interest";

  private final Subject subject;
  private final List<Probe> ofAccount = new ArrayList<>();
  private final List<Probe> inSchema = new ArrayList<>();
  private final List<Probe> dropping = new ArrayList<>();
  private final List<AccountCheckResult> notRun = new ArrayList<>();

  public CheckPlan(Subject subject) {
    this.subject = subject;
    listings();
    subject.role().ifPresent(this::role);
    created();
    subject.table().ifPresent(this::table);
    subject.table().filter(table -> subject.pipeline()).ifPresent(this::pipeline);
    drops();
    omissions();
  }

  /** Returns the schema that the check creates. */
  public SnowflakeName schema() {
    return subject.schema();
  }

  /** Returns the statements that need no schema. They change nothing. */
  public List<Probe> ofAccount() {
    return List.copyOf(ofAccount);
  }

  /** Returns the statement that creates the schema. */
  public Probe createSchema() {
    return Probe.done(SnowflakeSql.CREATE_SCHEMA.with(subject.schema()));
  }

  /** Returns the statements that change only objects in the schema. */
  public List<Probe> inSchema() {
    return List.copyOf(inSchema);
  }

  /** Returns the statements that drop the objects in the schema. */
  public List<Probe> dropping() {
    return List.copyOf(dropping);
  }

  /** Returns the statement that drops the schema, with everything that is left in it. */
  public Probe dropSchema() {
    return Probe.done(SnowflakeSql.DROP_SCHEMA.with(subject.schema()));
  }

  /** Returns what the check does not send, with the reason. */
  public List<AccountCheckResult> notRun() {
    return List.copyOf(notRun);
  }

  private void listings() {
    SnowflakeName database = new SnowflakeName(subject.schema().parts().subList(0, 1));
    named(SnowflakeSql.SHOW_DATABASES, database);
    named(SnowflakeSql.SHOW_VOLUMES, subject.volume());
    add(SnowflakeSql.DESCRIBE_VOLUME.with(subject.volume()), "property", "property_value");
    ofAccount.add(
        Probe.open(
            SnowflakeSql.VERIFY_VOLUME.with(subject.volume()),
            "a JSON value with the field success, if the role owns the volume"));
    named(SnowflakeSql.SHOW_CATALOG_INTEGRATIONS, subject.integration());
    add(
        SnowflakeSql.DESCRIBE_CATALOG_INTEGRATION.with(subject.integration()),
        "property",
        "property_value");
    add(SnowflakeSql.SHOW_STORAGE_INTEGRATIONS.with("%"), "name");
    add(SnowflakeSql.SHOW_NETWORK_POLICIES.with(), "name");
  }

  private void role(SnowflakeName role) {
    named(SnowflakeSql.SHOW_ROLES, role);
    add(
        SnowflakeSql.SHOW_GRANTS_TO_ROLE.with(role),
        "privilege",
        "granted_on",
        "name",
        "grantee_name");
    add(SnowflakeSql.SHOW_GRANTS_OF_ROLE.with(role), "granted_to", "grantee_name");
  }

  private void named(SnowflakeSql show, SnowflakeName name) {
    ofAccount.add(Probe.row(show.with(name.last()), "name", name.last()));
  }

  private void add(String sql, String... columns) {
    ofAccount.add(Probe.columns(sql, columns));
  }

  /** The statements of the set-up that create objects in the schema. */
  private void created() {
    SnowflakeName database = new SnowflakeName(subject.schema().parts().subList(0, 1));
    inSchema.add(
        Probe.row(
            SnowflakeSql.SHOW_SCHEMAS.with(subject.schema().last(), database),
            "name",
            subject.schema().last()));
    for (SetupStep step : subject.steps()) {
      step.statements().stream()
          .filter(this::isInSchema)
          .filter(sql -> !sql.equals(createSchema().sql()))
          .forEach(sql -> inSchema.add(Probe.done(sql)));
    }
  }

  private boolean isInSchema(String sql) {
    return sql.contains(subject.schema().sql());
  }

  private void table(SnowflakeName table) {
    String refresh = SnowflakeSql.REFRESH.with(table, subject.path());
    String information = SnowflakeSql.TABLE_INFORMATION.with(table);
    inSchema.add(Probe.field(information, "metadataLocation"));
    inSchema.add(Probe.done(refresh));
    inSchema.add(Probe.field(information, "metadataLocation"));
    inSchema(SnowflakeSql.SHOW_TABLES, table);
    inSchema.add(Probe.columns(SnowflakeSql.DESCRIBE_TABLE.with(table), "name"));
    inSchema.add(
        Probe.columns(
            SnowflakeSql.SHOW_TABLE_GRANTS.with(table),
            "privilege",
            "granted_on",
            "name",
            "grantee_name"));
    subject.role().ifPresent(role -> grants(table, role));
    query(
        SnowflakeSql.REFRESH_HISTORY.with(new SnowflakeName(table.parts().subList(0, 1)), table),
        "metadata_file_name",
        "query_id");
    Clause none = new Clause("FALSE");
    query(
        SnowflakeSql.ROW_SUM.with(0, new Clause("'row'"), table, none),
        "range_number",
        "row_count");
    query(SnowflakeSql.ROW_PRINTS.with(new Clause("'row'"), new Clause("1 AS K0"), table, none));
    inSchema.add(Probe.open(SnowflakeSql.AUTO_REFRESH_ON.with(table), NOT_DOCUMENTED));
    inSchema.add(Probe.open(SnowflakeSql.AUTO_REFRESH_STATUS.with(table), NOT_DOCUMENTED));
    inSchema.add(Probe.open(SnowflakeSql.AUTO_REFRESH_OFF.with(table), NOT_DOCUMENTED));
    inSchema.add(
        Probe.done(
            SnowflakeSql.REPLACE_TABLE.with(
                table,
                subject.volume().toString(),
                subject.integration().toString(),
                subject.path())));
    inSchema.add(Probe.field(information, "metadataLocation"));
  }

  private void pipeline(SnowflakeName table) {
    PipelineNames names = new PipelineNames(table);
    inSchema(SnowflakeSql.SHOW_LOG_TABLES, PipelineNames.log(names.schema()));
    inSchema(SnowflakeSql.SHOW_STAGES, names.stage());
    inSchema(SnowflakeSql.SHOW_STREAMS, names.stream());
    inSchema(SnowflakeSql.SHOW_PROCEDURES, names.procedure());
    inSchema(SnowflakeSql.SHOW_TASKS, names.task());
  }

  private void inSchema(SnowflakeSql show, SnowflakeName name) {
    inSchema.add(Probe.row(show.with(name.last(), subject.schema()), "name", name.last()));
  }

  private void grants(SnowflakeName table, SnowflakeName role) {
    Clause select = new Clause("SELECT");
    Clause object = new Clause("TABLE " + table.sql());
    inSchema.add(Probe.done(SnowflakeSql.GRANT.with(select, object, role)));
    inSchema.add(Probe.done(SnowflakeSql.REVOKE.with(select, object, role)));
  }

  /** Adds a query, which needs a warehouse. */
  private void query(String sql, String... columns) {
    inSchema.add(
        subject.warehouse()
            ? Probe.columns(sql, columns)
            : Probe.open(sql, "rows; or error 000606, if the session has no warehouse"));
  }

  private void drops() {
    List<SetupStep> reversed = new ArrayList<>(subject.steps());
    Collections.reverse(reversed);
    for (SetupStep step : reversed) {
      step.undo().stream().filter(this::isInSchema).forEach(sql -> dropping.add(Probe.done(sql)));
    }
  }

  private void omissions() {
    if (subject.table().isEmpty()) {
      notRun(
          "statements for an Iceberg table",
          "no table of the configuration has a metadata file: run setup --apply first");
    }
    if (!subject.pipeline()) {
      notRun(
          "statements for a task pipeline",
          "they need a storage integration of type EXTERNAL_STAGE and a warehouse");
    }
    notRun(
        "CREATE, ALTER and DROP of databases, volumes, integrations, network objects, roles and"
            + " Postgres instances; GRANT OWNERSHIP",
        "they change objects outside of the schema of the check");
  }

  private void notRun(String what, String why) {
    notRun.add(
        new AccountCheckResult(what, "-", "not sent: " + why, Outcome.NOT_RUN, Duration.ZERO));
  }
}
