package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Stage;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code DESCRIBE | DESC STAGE name}. Source: docs.snowflake.com, "DESCRIBE STAGE"
 * (/en/sql-reference/sql/desc-stage). The result has only the rows for which the stand-in has a
 * value.
 */
public record DescribeStage(QualifiedName name) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(DescribeStage::parse, "DESCRIBE STAGE", "DESC STAGE");

  private static final List<ResultColumn> COLUMNS =
      List.of(
          ResultColumn.text("parent_property"),
          ResultColumn.text("property"),
          ResultColumn.text("property_type"),
          ResultColumn.text("property_value"),
          ResultColumn.text("property_default"));

  static DescribeStage parse(TokenStream in) {
    return new DescribeStage(QualifiedName.parse(in));
  }

  @Override
  public void authorize(StatementContext context) {
    context
        .access()
        .require(
            Securable.inSchema(ObjectKind.STAGE, name.resolve(context.session())), Grant.USAGE);
  }

  @Override
  public Result execute(StatementContext context) {
    Stage.Definition stage =
        context.account().requireStage(name.resolve(context.session())).definition();
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
