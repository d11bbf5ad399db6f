package io.lakehousesync.testkit.snowflake.internal.statement.grant;

import io.lakehousesync.testkit.snowflake.internal.account.Role;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import io.lakehousesync.testkit.snowflake.internal.value.WireValues;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW GRANTS OF ROLE name}: the roles and users that the role is granted to.
 *
 * <p>Source: docs.snowflake.com, "SHOW GRANTS" (/en/sql-reference/sql/show-grants).
 */
public record ShowGrantsOfRole(String role) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(ShowGrantsOfRole::parse, "SHOW GRANTS OF ROLE");

  private static final List<ResultColumn> COLUMNS =
      List.of(
          ResultColumn.of("created_on", ResultColumn.Type.TIMESTAMP_LTZ),
          ResultColumn.text("role"),
          ResultColumn.text("granted_to"),
          ResultColumn.text("grantee_name"),
          ResultColumn.text("granted_by"));

  static ShowGrantsOfRole parse(TokenStream in) {
    return new ShowGrantsOfRole(in.identifier());
  }

  /** Needs no privilege. */
  @Override
  public void authorize(StatementContext context) {}

  @Override
  public Result execute(StatementContext context) {
    context.account().roles().require(role);
    List<List<@Nullable String>> rows =
        context.account().grants().on(Role.securable(role)).stream()
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
