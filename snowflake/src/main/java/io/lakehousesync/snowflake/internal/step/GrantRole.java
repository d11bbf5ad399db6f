package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.sql.SQLException;
import java.util.List;

/** Grants a role to another role or to a user. */
public record GrantRole(SnowflakeName role, Grantee to, SnowflakeName grantee)
    implements SetupAction {
  /** The kinds of grantee. */
  public enum Grantee {
    ROLE,
    USER
  }

  @Override
  public SetupStep step() {
    SnowflakeSql grant =
        to == Grantee.USER ? SnowflakeSql.GRANT_ROLE_TO_USER : SnowflakeSql.GRANT_ROLE_TO_ROLE;
    return new SetupStep(
        "role %s for %s %s".formatted(role, to == Grantee.USER ? "user" : "role", grantee),
        List.of(grant.with(role, grantee)),
        List.of());
  }

  @Override
  public Check check(JdbcStatements snowflake) throws SQLException {
    for (Row row : snowflake.rows(SnowflakeSql.SHOW_GRANTS_OF_ROLE.with(role))) {
      if (row.text("granted_to").filter(to.name()::equals).isPresent()
          && row.text("grantee_name").filter(grantee.last()::equals).isPresent()) {
        return Check.PRESENT;
      }
    }
    return Check.MISSING;
  }
}
