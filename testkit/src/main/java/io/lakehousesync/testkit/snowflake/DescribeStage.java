package io.lakehousesync.testkit.snowflake;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code DESCRIBE | DESC STAGE name}. Source: docs.snowflake.com, "DESCRIBE STAGE"
 * (/en/sql-reference/sql/desc-stage). Of its rows those are here that the stand-in has a value for.
 */
record DescribeStage(QualifiedName name) implements Statement {
  private static final List<Column> COLUMNS =
      List.of(
          Column.text("parent_property"),
          Column.text("property"),
          Column.text("property_type"),
          Column.text("property_value"),
          Column.text("property_default"));

  static DescribeStage parse(TokenStream in) {
    return new DescribeStage(QualifiedName.parse(in));
  }

  @Override
  public void authorize(StatementContext context) {
    context
        .access()
        .require(Securable.inSchema(ObjectKind.STAGE, name.table(context.session())), Grant.USAGE);
  }

  @Override
  public Result execute(StatementContext context) {
    Stage.Definition stage =
        context.catalog().requireStage(name.table(context.session())).definition();
    boolean enabled = stage.directory() != Stage.Directory.NONE;
    boolean automatic = stage.directory() == Stage.Directory.AUTOMATIC;
    return new Result(
        Result.Kind.DESCRIBE,
        COLUMNS,
        List.of(
            row("STAGE_LOCATION", "URL", "String", "[\"" + stage.url() + "\"]", ""),
            row(
                "STAGE_INTEGRATION",
                "STORAGE_INTEGRATION",
                "String",
                stage.storageIntegration().name(),
                ""),
            row("DIRECTORY", "ENABLE", "Boolean", Boolean.toString(enabled), "false"),
            row("DIRECTORY", "AUTO_REFRESH", "Boolean", Boolean.toString(automatic), "false")));
  }

  private static List<@Nullable String> row(
      String parent, String property, String type, String value, String initial) {
    return Arrays.asList(parent, property, type, value, initial);
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(Result.Kind.DESCRIBE, COLUMNS, List.of());
  }
}
