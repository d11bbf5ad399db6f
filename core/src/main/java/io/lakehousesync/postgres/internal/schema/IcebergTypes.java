package io.lakehousesync.postgres.internal.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Knows which types of Iceberg columns can hold which types of heap columns. */
public final class IcebergTypes {
  /** The maximum number of decimal digits of the integer types. */
  private static final Map<String, Integer> WHOLE =
      Map.of("smallint", 5, "integer", 10, "bigint", 19);

  private static final Map<String, List<String>> WIDER =
      Map.of(
          "smallint", List.of("integer", "bigint", "real", "double precision"),
          "integer", List.of("bigint", "double precision"),
          "real", List.of("double precision"),
          "date", List.of("timestamp without time zone"));

  private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(-?\\d+)\\)");
  private static final Pattern SIZED = Pattern.compile("(\\w[\\w ]*)\\((\\d+)\\)(.*)");
  private static final int MOST_DIGITS = 38;

  private IcebergTypes() {}

  /**
   * Returns whether a column of type {@code iceberg} holds each value of type {@code heap}
   * unchanged.
   */
  public static boolean holds(String iceberg, String heap) {
    if (iceberg.endsWith("[]") && heap.endsWith("[]")) {
      return holds(element(iceberg), element(heap));
    }
    return iceberg.equals(heap)
        || iceberg.equals("text")
        || iceberg.equals("character varying")
        || WIDER.getOrDefault(heap, List.of()).contains(iceberg)
        || holdsRounded(iceberg, heap)
        || digitsHold(iceberg, heap)
        || lengthHolds(iceberg, heap);
  }

  /**
   * Returns whether pg_lake can change an Iceberg column to the wanted type without rewriting its
   * files. Source: the Iceberg specification, "Schema Evolution"; pg_lake supports the promotions
   * of format version 2.
   */
  static boolean canWiden(String iceberg, String wanted) {
    Optional<Digits> from = Digits.of(iceberg);
    Optional<Digits> to = Digits.of(wanted);
    if (from.isPresent() && to.isPresent()) {
      return to.get().scale == from.get().scale
          && to.get().precision > from.get().precision
          && to.get().precision <= MOST_DIGITS;
    }
    return switch (iceberg) {
      case "smallint" -> wanted.equals("integer") || wanted.equals("bigint");
      case "integer" -> wanted.equals("bigint");
      case "real" -> wanted.equals("double precision");
      default -> false;
    };
  }

  /**
   * Returns whether pg_lake rounds the values of a type, or the elements of an array. pg_lake has
   * no decimal type for a numeric without a precision, or with more than 38 digits.
   */
  public static boolean isRounded(String heap) {
    String type = heap.endsWith("[]") ? element(heap) : heap;
    return type.equals("numeric") || Digits.of(type).filter(Digits::isTooWide).isPresent();
  }

  /**
   * Returns whether pg_lake rounds the values of a type, and the Iceberg column holds the rounded
   * values: pg_lake creates a double column for a numeric that no Iceberg decimal can hold.
   */
  public static boolean holdsRounded(String iceberg, String heap) {
    if (iceberg.endsWith("[]") && heap.endsWith("[]")) {
      return holdsRounded(element(iceberg), element(heap));
    }
    return iceberg.equals("double precision") && !heap.endsWith("[]") && isRounded(heap);
  }

  /**
   * Returns whether a value of type {@code heap} can change, without an error, when PostgreSQL
   * stores it as type {@code iceberg}. If this happens in a key column, rows are not found by their
   * key, or different keys become equal. Returns false if the copy widens the Iceberg column first.
   */
  static boolean changesKeys(String iceberg, String heap) {
    boolean isWiderFloat = heap.equals("real") && iceberg.equals("double precision");
    boolean holds = holds(iceberg, heap) || canWiden(iceberg, heap);
    return family(iceberg).equals(family(heap)) && (isWiderFloat || !holds);
  }

  /**
   * Returns the family of a type. An assignment converts values between types of the same family.
   */
  private static String family(String type) {
    if (WHOLE.containsKey(type)
        || type.equals("real")
        || type.equals("double precision")
        || type.startsWith("numeric")) {
      return "number";
    }
    if (type.equals("date") || type.startsWith("time")) {
      return "time";
    }
    return type.startsWith("char") || type.equals("\"char\"") || type.equals("text")
        ? "text"
        : type;
  }

  private static String element(String array) {
    return array.substring(0, array.length() - 2);
  }

  private static boolean digitsHold(String iceberg, String heap) {
    Optional<Digits> has = Digits.of(iceberg);
    Optional<Digits> needs =
        Optional.ofNullable(WHOLE.get(heap))
            .map(precision -> new Digits(precision, 0))
            .or(() -> Digits.of(heap));
    return has.isPresent()
        && needs.isPresent()
        && has.get().scale >= needs.get().scale
        && has.get().whole() >= needs.get().whole();
  }

  /**
   * Returns whether the types differ only in length, and the Iceberg type is at least as long or
   * has no limit.
   */
  private static boolean lengthHolds(String iceberg, String heap) {
    Matcher needs = SIZED.matcher(heap);
    if (!needs.matches() || NUMERIC.matcher(heap).matches()) {
      return false;
    }
    Matcher has = SIZED.matcher(iceberg);
    return has.matches()
        ? has.group(1).equals(needs.group(1))
            && has.group(3).equals(needs.group(3))
            && Integer.parseInt(has.group(2)) >= Integer.parseInt(needs.group(2))
        : iceberg.equals(needs.group(1) + needs.group(3));
  }

  private record Digits(int precision, int scale) {
    static Optional<Digits> of(String type) {
      Matcher numeric = NUMERIC.matcher(type);
      return numeric.matches()
          ? Optional.of(
              new Digits(Integer.parseInt(numeric.group(1)), Integer.parseInt(numeric.group(2))))
          : Optional.empty();
    }

    /**
     * Source: pg_lake. It widens the precision if the scale is negative, or larger than the
     * precision.
     */
    boolean isTooWide() {
      return precision - Math.min(scale, 0) > MOST_DIGITS || scale > MOST_DIGITS;
    }

    int whole() {
      return precision - scale;
    }
  }
}
