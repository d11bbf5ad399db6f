package io.lakehousesync.testkit.snowflake.internal.statement.script;

import io.lakehousesync.testkit.snowflake.internal.pipeline.Procedure;
import io.lakehousesync.testkit.snowflake.internal.pipeline.ScriptStep;
import io.lakehousesync.testkit.snowflake.internal.pipeline.ScriptStep.Assign;
import io.lakehousesync.testkit.snowflake.internal.pipeline.ScriptStep.Choice;
import io.lakehousesync.testkit.snowflake.internal.pipeline.ScriptStep.Immediate;
import io.lakehousesync.testkit.snowflake.internal.pipeline.ScriptStep.Raise;
import io.lakehousesync.testkit.snowflake.internal.pipeline.ScriptStep.Return;
import io.lakehousesync.testkit.snowflake.internal.pipeline.ScriptStep.Sql;
import io.lakehousesync.testkit.snowflake.internal.pipeline.ScriptText;
import io.lakehousesync.testkit.snowflake.internal.select.SelectParser;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.value.Bindings;
import io.lakehousesync.testkit.snowflake.internal.value.DataType;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of a procedure. Unqualified names are looked up in the procedure's schema, because the
 * procedure runs with its owner's rights. The SELECT engine evaluates expressions.
 *
 * <p>Sources on docs.snowflake.com: "Understanding caller's rights and owner's rights stored
 * procedures" (/en/developer-guide/stored-procedure/stored-procedures-rights), "Variables"
 * (/en/developer-guide/snowflake-scripting/variables). According to public reports, a SELECT … INTO
 * that finds no row sets the variables to NULL and raises no error. The documentation says only
 * that there should be one row.
 */
public final class ScriptRun {
  private final Procedure procedure;
  private final StatementContext context;
  private final ScriptVariables variables = new ScriptVariables();

  ScriptRun(Procedure procedure, StatementContext context) {
    this.procedure = procedure;
    this.context = context;
  }

  /**
   * Runs the procedure and returns its value.
   *
   * @throws SnowflakeError if a statement in it fails; the effects of earlier statements stay
   */
  ScriptValue call() {
    Session session = context.session();
    Optional<String> database = session.database();
    Optional<String> schema = session.schema();
    String role = session.currentRole();
    session.use(procedure.name().database(), procedure.name().schema());
    session.useRole(owner());
    session.enterProcedure();
    boolean left = true;
    ScriptValue value;
    try {
      value =
          run(procedure.steps())
              .orElseGet(() -> ScriptValue.nullOf(DataType.VARCHAR))
              .cast(procedure.returns(), context);
    } finally {
      left = session.leaveProcedure();
      session.use(database, schema);
      session.useRole(role);
    }
    if (left) {
      throw SnowflakeError.leftOpen();
    }
    return value;
  }

  private String owner() {
    return context
        .account()
        .grants()
        .owner(Securable.inSchema(ObjectKind.PROCEDURE, procedure.name()));
  }

  /** Runs steps until one of them returns a value. */
  private Optional<ScriptValue> run(List<ScriptStep> steps) {
    for (ScriptStep step : steps) {
      Optional<ScriptValue> returned = run(step);
      if (returned.isPresent()) {
        return returned;
      }
    }
    return Optional.empty();
  }

  private Optional<ScriptValue> run(ScriptStep step) {
    if (step instanceof Return end) {
      return Optional.of(evaluate(end.value(), step));
    } else if (step instanceof Raise raise) {
      throw SnowflakeError.raised(raise.number(), raise.message())
          .inScript(raise.name(), procedure.body(), raise.offset());
    } else if (step instanceof Choice choice) {
      return choose(choice);
    } else if (step instanceof Assign assign) {
      assign(assign);
    } else if (step instanceof Immediate immediate) {
      String sql =
          evaluate(immediate.sql(), step)
              .text()
              .orElseThrow(
                  () ->
                      SnowflakeError.notSupported("EXECUTE IMMEDIATE of NULL")
                          .inScript("STATEMENT_ERROR", procedure.body(), step.offset()));
      located(
          "STATEMENT_ERROR",
          step,
          () -> context.statements().run(newQueryId(), sql, sql, context.session()));
    } else if (step instanceof Sql sql) {
      located("STATEMENT_ERROR", step, () -> execute(sql));
    }
    return Optional.empty();
  }

  private Optional<ScriptValue> choose(Choice choice) {
    for (ScriptStep.Branch branch : choice.branches()) {
      if (evaluate(branch.condition(), choice).isTrue()) {
        return run(branch.steps());
      }
    }
    return run(choice.otherwise());
  }

  private void assign(Assign assign) {
    ScriptValue value =
        assign
            .value()
            .map(text -> evaluate(text, assign))
            .orElseGet(() -> ScriptValue.nullOf(DataType.VARCHAR));
    located(
        "EXPRESSION_ERROR",
        assign,
        () -> {
          assign
              .type()
              .map(type -> type.equals(DataType.UNKNOWN) ? value.type() : type)
              .ifPresent(type -> variables.declare(assign.name(), ScriptValue.nullOf(type)));
          variables.assign(assign.name(), value, context);
          return value;
        });
  }

  private Result execute(Sql step) {
    String sql = step.sql().bindStatement(name -> variables.require(name).sql());
    Result result = context.statements().run(newQueryId(), step.written(), sql, context.session());
    if (!step.into().isEmpty()) {
      fill(step.into(), result);
    }
    return result;
  }

  private static String newQueryId() {
    return UUID.randomUUID().toString();
  }

  private void fill(List<String> names, Result result) {
    if (result.rows().size() > 1) {
      throw SnowflakeError.selectInto(result.rows().size());
    }
    if (result.columns().size() != names.size()) {
      throw SnowflakeError.notSupported(
          "SELECT INTO of %d columns into %d variables"
              .formatted(result.columns().size(), names.size()));
    }
    for (int i = 0; i < names.size(); i++) {
      @Nullable String wire = result.rows().isEmpty() ? null : result.rows().get(0).get(i);
      variables.assign(names.get(i), ScriptValue.of(result.columns().get(i), wire), context);
    }
  }

  private ScriptValue evaluate(ScriptText expression, ScriptStep step) {
    return located(
        "EXPRESSION_ERROR",
        step,
        () -> {
          String sql =
              "SELECT "
                  + expression.bindExpression(name -> variables.find(name).map(ScriptValue::sql));
          Result result =
              context
                  .queries()
                  .execute(
                      SelectParser.parse(TokenStream.of(sql)),
                      context.withBindings(new Bindings(List.of())));
          return ScriptValue.of(result.columns().get(0), result.rows().get(0).get(0));
        });
  }

  private <T> T located(String type, ScriptStep step, Supplier<T> work) {
    try {
      return work.get();
    } catch (SnowflakeError e) {
      throw e.inScript(type, procedure.body(), step.offset());
    }
  }
}
