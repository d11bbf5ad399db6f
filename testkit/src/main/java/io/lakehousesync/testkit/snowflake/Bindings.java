package io.lakehousesync.testkit.snowflake;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a statement's bind variables, in order. */
record Bindings(List<Binding> values) {
  /**
   * One value.
   *
   * @param type the type as the driver names it: TEXT, FIXED, REAL, BOOLEAN, DATE, …
   * @param value the value in the driver's encoding, null for NULL
   */
  record Binding(String type, @Nullable String value) {}

  Bindings {
    values = List.copyOf(values);
  }

  static Bindings nulls(int count) {
    return new Bindings(Collections.nCopies(count, new Binding("ANY", null)));
  }
}
