package io.lakehousesync.testkit.snowflake;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW GRANTS OF ROLE name}: the roles and users that the role is granted to.
 *
 * <p>Source: docs.snowflake.com, "SHOW GRANTS" (/en/sql-reference/sql/show-grants).
 */
record ShowGrantsOfRole(String role) implements Statement {
  private static final List<Column> COLUMNS =
      List.of(
          Column.of("created_on", Column.Type.TIMESTAMP_LTZ),
          Column.text("role"),
          Column.text("granted_to"),
          Column.text("grantee_name"),
          Column.text("granted_by"));

  /** Needs nothing: roles are no secret. */
  @Override
  public void authorize(StatementContext context) {}

  @Override
  public Result execute(StatementContext context) {
    context.catalog().roles().require(role);
    List<List<@Nullable String>> rows =
        context.catalog().grants().on(Role.securable(role)).stream()
            .filter(grant -> grant.privilege().equals(Grant.USAGE))
            .map(ShowGrantsOfRole::row)
            .toList();
    return new Result(Result.Kind.SHOW, COLUMNS, rows);
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(Result.Kind.SHOW, COLUMNS, List.of());
  }

  private static List<@Nullable String> row(Grant grant) {
    return Arrays.asList(
        WireValues.of(grant.createdOn()),
        grant.object().last(),
        grant.grantee().kind().name(),
        grant.grantee().name(),
        grant.grantedBy());
  }
}
