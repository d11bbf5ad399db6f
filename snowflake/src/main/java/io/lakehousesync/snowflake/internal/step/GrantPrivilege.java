package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.internal.sql.TypedTemplate.Clause;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Grants a privilege on an object to a role. A task is suspended before it gets another owner,
 * because Snowflake requires it.
 *
 * @param privilege such as USAGE
 * @param kind the kind of object, as written in a GRANT statement
 * @param object the object's name
 */
public record GrantPrivilege(String privilege, String kind, Named object, SnowflakeName role)
    implements SetupAction {
  /** An object: its text in a statement, and its name in the result of SHOW GRANTS. */
  public record Named(String sql, Optional<SnowflakeName> name) {
    public static final Named ACCOUNT = new Named("", Optional.empty());

    public static Named of(SnowflakeName name) {
      return new Named(" " + name.sql(), Optional.of(name));
    }

    public static Named procedure(SnowflakeName name) {
      return new Named(" " + name.sql() + "()", Optional.of(name));
    }
  }

  @Override
  public SetupStep step() {
    boolean ownership = privilege.equals("OWNERSHIP");
    Clause on = new Clause(kind + object.sql());
    return new SetupStep(
        "%s on %s %sfor role %s"
            .formatted(
                privilege,
                kind.toLowerCase(Locale.ROOT),
                object.name().map(name -> name + " ").orElse(""),
                role),
        ownership
            ? transfer(on)
            : List.of(SnowflakeSql.GRANT.with(new Clause(privilege), on, role)),
        ownership ? List.of() : List.of(SnowflakeSql.REVOKE.with(new Clause(privilege), on, role)));
  }

  private List<String> transfer(Clause on) {
    String grant = SnowflakeSql.GRANT_OWNERSHIP.with(on, role);
    return kind.equals("TASK")
        ? List.of(SnowflakeSql.SUSPEND_TASK.with(object.name().orElseThrow()), grant)
        : List.of(grant);
  }

  @Override
  public Check check(JdbcStatements snowflake) throws SQLException {
    return snowflake.rows(SnowflakeSql.SHOW_GRANTS_TO_ROLE.with(role)).stream()
            .anyMatch(this::isThis)
        ? Check.PRESENT
        : Check.MISSING;
  }

  /**
   * Returns whether a row of SHOW GRANTS is this grant. SHOW GRANTS names a kind of object by its
   * last word, such as VOLUME for an external volume. The name of a procedure contains its
   * signature and the type of its result, in quotes: {@code D.S."P():VARCHAR"}. Source: the
   * Terraform provider for Snowflake, identifier_parsers.go.
   */
  private boolean isThis(Row grant) {
    String lastWord = kind.substring(kind.lastIndexOf(' ') + 1);
    return grant.text("privilege").filter(privilege::equals).isPresent()
        && grant.text("granted_on").filter(on -> on.endsWith(lastWord)).isPresent()
        && object
            .name()
            .map(name -> grant.text("name").filter(text -> names(text, name)).isPresent())
            .orElse(true);
  }

  private boolean names(String text, SnowflakeName name) {
    List<String> shown;
    try {
      shown = SnowflakeName.parse(text).parts();
    } catch (IllegalArgumentException e) {
      // SHOW may write a name without the quotes that it needs.
      return text.equals(String.join(".", name.parts()));
    }
    if (!kind.equals("PROCEDURE")) {
      return shown.equals(name.parts());
    }
    int last = shown.size() - 1;
    return last == name.parts().size() - 1
        && shown.subList(0, last).equals(name.parts().subList(0, last))
        && shown.get(last).startsWith(name.last() + "():");
  }
}
