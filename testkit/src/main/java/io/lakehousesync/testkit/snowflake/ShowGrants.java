package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.Grant.Grantee;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW GRANTS TO ROLE name} and {@code SHOW GRANTS ON object}.
 *
 * <p>Source: docs.snowflake.com, "SHOW GRANTS" (/en/sql-reference/sql/show-grants). It shows what
 * has been granted to the role itself, not what the role inherits. The other forms are refused. How
 * an object's name is quoted in the column {@code name} is not documented: here each part is that
 * needs it.
 *
 * @param role the role, or empty if it is about {@code target}
 */
record ShowGrants(Optional<String> role, Optional<GrantTarget> target) implements Statement {
  private static final List<Column> COLUMNS =
      List.of(
          Column.of("created_on", Column.Type.TIMESTAMP_LTZ),
          Column.text("privilege"),
          Column.text("granted_on"),
          Column.text("name"),
          Column.text("granted_to"),
          Column.text("grantee_name"),
          Column.text("grant_option"),
          Column.text("granted_by"));

  static Statement parse(TokenStream in) {
    if (in.accept("OF")) {
      in.expect("ROLE");
      return new ShowGrantsOfRole(in.identifier());
    }
    if (in.accept("ON")) {
      return new ShowGrants(Optional.empty(), Optional.of(GrantTarget.parse(in)));
    }
    in.expect("TO", "ROLE");
    return new ShowGrants(Optional.of(in.identifier()), Optional.empty());
  }

  /** Needs any privilege on the object; of a role's grants it shows those on what can be seen. */
  @Override
  public void authorize(StatementContext context) {
    target.map(each -> each.resolve(context)).ifPresent(context.access()::requireVisible);
  }

  @Override
  public Result execute(StatementContext context) {
    List<List<@Nullable String>> rows =
        grants(context).stream()
            .filter(grant -> isShown(grant.object(), context.access()))
            .map(ShowGrants::row)
            .toList();
    return new Result(Result.Kind.SHOW, COLUMNS, rows);
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(Result.Kind.SHOW, COLUMNS, List.of());
  }

  private List<Grant> grants(StatementContext context) {
    Grants grants = context.catalog().grants();
    if (role.isPresent()) {
      context.catalog().roles().require(role.get());
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

  private static List<@Nullable String> row(Grant grant) {
    Grantee grantee = grant.grantee();
    return Arrays.asList(
        WireValues.of(grant.createdOn()),
        grant.privilege(),
        grant.object().kind().grantedOn(),
        name(grant.object()),
        grantee.kind().name(),
        grantee.name(),
        String.valueOf(grant.privilege().equals(Grant.OWNERSHIP)),
        grant.grantedBy());
  }

  private static String name(Securable object) {
    return object.kind() == ObjectKind.ACCOUNT
        ? "STANDIN"
        : object.path().stream().map(ShowGrants::quoted).collect(Collectors.joining("."));
  }

  private static String quoted(String part) {
    return part.matches("[A-Z_][A-Z0-9_$]*") ? part : "\"" + part.replace("\"", "\"\"") + "\"";
  }
}
