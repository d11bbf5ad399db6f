package io.lakehousesync.testkit.snowflake;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What SHOW lists of one kind of objects. */
interface Listing {
  /** One object with its row. */
  record Item(Securable object, List<@Nullable String> row) {}

  /** Those of Snowflake's columns that the stand-in has a value for; their order may differ. */
  List<Column> columns();

  /**
   * Whether a role is shown an object: if it has a privilege on it, and USAGE on its containers.
   */
  default boolean shows(Securable object, Access access) {
    return access.finds(object);
  }

  /** All objects in a scope, whoever asks. */
  List<Item> items(Optional<SchemaScope> scope, StatementContext context);
}
