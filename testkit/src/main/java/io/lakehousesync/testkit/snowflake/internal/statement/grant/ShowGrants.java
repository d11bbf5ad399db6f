package io.lakehousesync.testkit.snowflake.internal.statement.grant;

import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant.Grantee;
import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import io.lakehousesync.testkit.snowflake.internal.value.WireValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW GRANTS TO ROLE name} and {@code SHOW GRANTS ON object}.
 *
 * <p>Source: docs.snowflake.com, "SHOW GRANTS" (/en/sql-reference/sql/show-grants). SHOW GRANTS TO
 * ROLE shows the grants to the role itself, but not the grants that the role inherits. Other forms
 * are rejected. How the column {@code name} quotes an object's name is not documented; the stand-in
 * quotes each part that needs quotes. The last part of a procedure's name contains its signature
 * and the type of its result, in quotes: {@code D.S."P():VARCHAR"}. Source: the parser of these
 * names in the Terraform provider for Snowflake (pkg/sdk/identifier_parsers.go), which its tests
 * run against live accounts.
 *
 * @param role the role, or empty for the grants on {@code target}
 */
public record ShowGrants(Optional<String> role, Optional<GrantTarget> target) implements Statement {
  public static final StatementSyntax SYNTAX = StatementSyntax.of(ShowGrants::parse, "SHOW GRANTS");

  private static final List<ResultColumn> COLUMNS =
      List.of(
          ResultColumn.of("created_on", ResultColumn.Type.TIMESTAMP_LTZ),
          ResultColumn.text("privilege"),
          ResultColumn.text("granted_on"),
          ResultColumn.text("name"),
          ResultColumn.text("granted_to"),
          ResultColumn.text("grantee_name"),
          ResultColumn.text("grant_option"),
          ResultColumn.text("granted_by"));

  static ShowGrants parse(TokenStream in) {
    if (in.accept("ON")) {
      return new ShowGrants(Optional.empty(), Optional.of(GrantTarget.parse(in)));
    }
    in.expect("TO", "ROLE");
    return new ShowGrants(Optional.of(in.identifier()), Optional.empty());
  }

  /** Needs any privilege on the object. For a role, it shows only the grants on visible objects. */
  @Override
  public void authorize(StatementContext context) {
    target.map(each -> each.resolve(context)).ifPresent(context.access()::requireVisible);
  }

  @Override
  public Result execute(StatementContext context) {
    List<List<@Nullable String>> rows =
        grants(context).stream()
            .filter(grant -> isShown(grant.object(), context.access()))
            .map(grant -> row(grant, context))
            .toList();
    return new Result(Result.Kind.SHOW, COLUMNS, rows);
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(Result.Kind.SHOW, COLUMNS, List.of());
  }

  private List<Grant> grants(StatementContext context) {
    Grants grants = context.account().grants();
    if (role.isPresent()) {
      context.account().roles().require(role.get());
      return grants.to(role.get());
    }
    Securable object = target.orElseThrow().resolve(context);
    List<Grant> all = new ArrayList<>();
    if (object.kind() != ObjectKind.ACCOUNT) {
      all.add(grants.ownership(object));
    }
    all.addAll(grants.on(object));
    return all;
  }

  private static boolean isShown(Securable object, Access access) {
    return object.kind() == ObjectKind.ACCOUNT
        || object.kind() == ObjectKind.ROLE
        || access.sees(object);
  }

  private static List<@Nullable String> row(Grant grant, StatementContext context) {
    Grantee grantee = grant.grantee();
    return Arrays.asList(
        WireValues.of(grant.createdOn()),
        grant.privilege(),
        grant.object().kind().grantedOn(),
        name(grant.object(), context),
        grantee.kind().name(),
        grantee.name(),
        String.valueOf(grant.privilege().equals(Grant.OWNERSHIP)),
        grant.grantedBy());
  }

  private static String name(Securable object, StatementContext context) {
    if (object.kind() == ObjectKind.ACCOUNT) {
      return "STANDIN";
    }
    List<String> path = new ArrayList<>(object.path());
    if (object.kind() == ObjectKind.PROCEDURE) {
      path.set(2, path.get(2) + "():" + returns(path, context));
    }
    return path.stream().map(ShowGrants::quoted).collect(Collectors.joining("."));
  }

  private static String returns(List<String> procedure, StatementContext context) {
    return context
        .account()
        .requireSchema(procedure.get(0), procedure.get(1))
        .pipeline()
        .procedures()
        .require(procedure.get(2))
        .returns()
        .name()
        .replaceFirst("\\(.*", "");
  }

  private static String quoted(String part) {
    return part.matches("[A-Z_][A-Z0-9_$]*") ? part : "\"" + part.replace("\"", "\"\"") + "\"";
  }
}
