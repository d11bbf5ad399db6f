package io.lakehousesync.snowflake.internal.setup;

import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.internal.sql.TypedTemplate.Clause;
import io.lakehousesync.snowflake.setup.SetupStep;
import io.lakehousesync.snowflake.setup.SnowflakeRoles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The grants of the roles that work with the objects of a plan.
 *
 * @param onAccount the privileges on the account that the plan needs
 * @param usedBySetUp the objects that the set-up uses but does not create, each with its kind
 * @param schemas the schemas of the tables
 * @param usedByTables the objects on which a refresh needs USAGE, each with its kind
 * @param tables the tables
 * @param warehouse the warehouse of the roles that verify and read; empty if it is not known
 */
public record RoleGrants(
    List<String> onAccount,
    List<Used> usedBySetUp,
    List<SnowflakeName> schemas,
    List<Used> usedByTables,
    List<SnowflakeName> tables,
    Optional<SnowflakeName> warehouse) {
  /** An object, and its kind as written in a GRANT statement. */
  public record Used(String kind, SnowflakeName name) {}

  /** Copies the lists. */
  public RoleGrants {
    onAccount = List.copyOf(onAccount);
    usedBySetUp = List.copyOf(usedBySetUp);
    schemas = List.copyOf(schemas);
    usedByTables = List.copyOf(usedByTables);
    tables = List.copyOf(tables);
  }

  public RoleGrants withWarehouse(SnowflakeName name) {
    return new RoleGrants(onAccount, usedBySetUp, schemas, usedByTables, tables, Optional.of(name));
  }

  /** Returns one step for each role. A role with MANAGE GRANTS must run the statements. */
  public List<SetupStep> steps(SnowflakeRoles roles) {
    SnowflakeName refresh = SnowflakeName.parse(roles.refresh());
    return List.of(
        step(roles.setUp(), "applies the set-up; grant them before it", this::setUp),
        step(roles.refresh(), "refreshes the tables", this::refresh),
        step(roles.verify(), "verifies the tables", grants -> verify(grants, refresh)),
        step(roles.read(), "reads the tables", this::read));
  }

  private interface Privileges {
    void addTo(Grants grants);
  }

  private static SetupStep step(String role, String does, Privileges privileges) {
    Grants grants = new Grants(SnowflakeName.parse(role));
    privileges.addTo(grants);
    return new SetupStep(
        "privileges of role %s, which %s".formatted(SnowflakeName.parse(role), does),
        grants.statements,
        List.of());
  }

  private void setUp(Grants grants) {
    onAccount.forEach(privilege -> grants.add(privilege, "ACCOUNT"));
    usedBySetUp.forEach(grants::use);
  }

  private void refresh(Grants grants) {
    useSchemas(grants);
    usedByTables.forEach(grants::use);
    tables.forEach(grants::own);
  }

  private void verify(Grants grants, SnowflakeName refresh) {
    grants.statements.add(SnowflakeSql.GRANT_ROLE_TO_ROLE.with(refresh, grants.role));
    useWarehouse(grants);
  }

  private void read(Grants grants) {
    useSchemas(grants);
    useWarehouse(grants);
    tables.forEach(table -> grants.add("SELECT", "TABLE " + table.sql()));
  }

  private void useSchemas(Grants grants) {
    schemas.stream()
        .map(schema -> new SnowflakeName(schema.parts().subList(0, 1)))
        .distinct()
        .forEach(database -> grants.add("USAGE", "DATABASE " + database.sql()));
    schemas.forEach(schema -> grants.add("USAGE", "SCHEMA " + schema.sql()));
  }

  private void useWarehouse(Grants grants) {
    warehouse.ifPresent(name -> grants.add("USAGE", "WAREHOUSE " + name.sql()));
  }

  /** The statements for one role. */
  private static final class Grants {
    private final SnowflakeName role;
    private final List<String> statements = new ArrayList<>();

    Grants(SnowflakeName role) {
      this.role = role;
      statements.add(SnowflakeSql.CREATE_ROLE.with(role));
    }

    void add(String privilege, String object) {
      statements.add(SnowflakeSql.GRANT.with(new Clause(privilege), new Clause(object), role));
    }

    void use(Used used) {
      add("USAGE", used.kind() + " " + used.name().sql());
    }

    void own(SnowflakeName table) {
      statements.add(SnowflakeSql.GRANT_OWNERSHIP.with(new Clause("TABLE " + table.sql()), role));
    }
  }
}
