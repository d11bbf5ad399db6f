package io.lakehousesync.testkit.snowflake;

/**
 * {@code DESC | DESCRIBE <kind> name}, for the kinds whose objects are {@link Describable}. Source:
 * docs.snowflake.com, "DESCRIBE &lt;object&gt;" (/en/sql-reference/sql/desc).
 */
record DescribeObject(ObjectReference reference) implements Statement {
  /** Needs what the page of each kind says; OWNERSHIP always does. */
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
    return ((Describable) context.catalog().shelf(object).require(object.last()))
        .describe(object, context);
  }

  @Override
  public Result describe(StatementContext context) {
    return execute(context).withoutRows();
  }
}
