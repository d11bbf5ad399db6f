package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The objects of one kind, as SHOW lists them. */
public interface Listing {
  /** An object with its row. */
  record Item(Securable object, List<@Nullable String> row) {}

  /**
   * Returns the columns of Snowflake for which the stand-in has a value. Their order may differ.
   */
  List<ResultColumn> columns();

  /**
   * Returns whether a role sees an object. By default the role needs a privilege on the object, and
   * USAGE on its containers.
   */
  default boolean shows(Securable object, Access access) {
    return access.finds(object);
  }

  /** Returns all objects in a scope, for any role. */
  List<Item> items(Optional<SchemaScope> scope, StatementContext context);
}
