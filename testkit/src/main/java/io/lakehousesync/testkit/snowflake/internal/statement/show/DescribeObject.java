package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.integration.Describable;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectReference;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code DESC | DESCRIBE <kind> name}, for the kinds whose objects are {@link Describable}. Source:
 * docs.snowflake.com, "DESCRIBE &lt;object&gt;" (/en/sql-reference/sql/desc).
 */
public record DescribeObject(ObjectReference reference) implements Statement {
  private static final List<ObjectKind> KINDS =
      List.of(
          ObjectKind.POSTGRES_INSTANCE,
          ObjectKind.NETWORK_RULE,
          ObjectKind.NETWORK_POLICY,
          ObjectKind.STORAGE_INTEGRATION,
          ObjectKind.CATALOG_INTEGRATION,
          ObjectKind.EXTERNAL_VOLUME);

  public static final StatementSyntax SYNTAX =
      StatementSyntax.whole(
          DescribeObject::parse,
          Stream.of("DESCRIBE", "DESC")
              .flatMap(verb -> Stream.of(StatementSyntax.openings(verb, KINDS)))
              .toArray(String[]::new));

  static DescribeObject parse(TokenStream in) {
    in.word();
    ObjectKind kind =
        KINDS.stream().filter(each -> in.accept(each.words())).findFirst().orElseThrow();
    return new DescribeObject(ObjectReference.parse(kind, in));
  }

  /** Needs the privilege that the page of each kind names. OWNERSHIP is always sufficient. */
  @Override
  public void authorize(StatementContext context) {
    Securable object = reference.resolve(context.session());
    switch (object.kind()) {
      case NETWORK_RULE, NETWORK_POLICY -> context.access().requireOwnership(object);
      case POSTGRES_INSTANCE -> context.access().require(object, "OPERATE");
      default -> context.access().require(object, Grant.USAGE);
    }
  }

  @Override
  public Result execute(StatementContext context) {
    Securable object = reference.resolve(context.session());
    return ((Describable) context.account().objects(object).require(object.last()))
        .describe(object, context.account().grants(), context.clock().instant());
  }

  @Override
  public Result describe(StatementContext context) {
    return execute(context).withoutRows();
  }
}
