package io.lakehousesync.testkit.snowflake.internal.value;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a statement's bind variables, in order. */
public record Bindings(List<Binding> values) {
  /**
   * One value.
   *
   * @param type the driver's name of the type: TEXT, FIXED, REAL, BOOLEAN, DATE, …
   * @param value the value in the driver's encoding, null for NULL
   */
  public record Binding(String type, @Nullable String value) {}

  public Bindings {
    values = List.copyOf(values);
  }

  public static Bindings nulls(int count) {
    return new Bindings(Collections.nCopies(count, new Binding("ANY", null)));
  }
}
