package io.lakehousesync.testkit.snowflake;

/**
 * {@code DESC | DESCRIBE <kind> name}, for the kinds whose objects are {@link Describable}. Source:
 * docs.snowflake.com, "DESCRIBE &lt;object&gt;" (/en/sql-reference/sql/desc).
 */
record DescribeObject(ObjectReference reference) implements Statement {
  @Override
  public Result execute(StatementContext context) {
    Securable object = reference.resolve(context.session());
    return ((Describable) context.catalog().shelf(object).require(object.last()))
        .describe(object, context);
  }

  @Override
  public Result describe(StatementContext context) {
    return execute(context).withoutRows();
  }
}
