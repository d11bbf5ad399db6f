package io.lakehousesync.testkit.snowflake;

import java.util.List;

/**
 * {@code SELECT SYSTEM$VERIFY_EXTERNAL_VOLUME('name') [AS alias]}.
 *
 * <p>Source: docs.snowflake.com, "SYSTEM$VERIFY_EXTERNAL_VOLUME"
 * (/en/sql-reference/functions/system_verify_external_volume). A bind variable is refused.
 *
 * @param name the volume
 * @param label the label of the only column
 */
record VerifyExternalVolume(String name, String label) implements Statement {
  private static final String FUNCTION = "SYSTEM$VERIFY_EXTERNAL_VOLUME";

  static boolean isNext(TokenStream in) {
    return in.isNext("SELECT", FUNCTION);
  }

  static VerifyExternalVolume parse(TokenStream in) {
    in.expect("SELECT", FUNCTION);
    in.expectSymbol("(");
    String argument = in.peek().text();
    String name = QualifiedName.parseSimpleString(in.string());
    in.expectSymbol(")");
    String label = in.accept("AS") ? in.identifier() : FUNCTION + "(" + argument + ")";
    in.end();
    return new VerifyExternalVolume(name, label);
  }

  @Override
  public void authorize(StatementContext context) {
    context.access().requireOwnership(Securable.of(ObjectKind.EXTERNAL_VOLUME, name));
  }

  @Override
  public Result execute(StatementContext context) {
    ExternalVolume volume = context.catalog().externalVolumes().require(name);
    return Result.oneRow(List.of(Column.text(label)), volume.verify(context.metadata().probe()));
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(Result.Kind.SELECT, List.of(Column.text(label)), List.of());
  }
}
