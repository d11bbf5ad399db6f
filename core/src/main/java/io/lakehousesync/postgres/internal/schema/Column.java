package io.lakehousesync.postgres.internal.schema;

import io.lakehousesync.internal.SqlTemplate;

/**
 * A column of a heap or Iceberg table.
 *
 * @param number PostgreSQL's number of the column, which a rename does not change
 * @param type its type as {@code format_type} writes it. A type outside of pg_catalog has its
 *     schema
 * @param icebergType the type of the Iceberg column that is created for this column. Usually this
 *     is the same type, because pg_lake maps types itself. A domain becomes its base type. Enums
 *     and varchars become text, because the files hold strings in any case. If the Iceberg table
 *     used the enum or the varchar, pg_lake would refuse changes of the enum's labels or of the
 *     varchar's length
 * @param plainType the type without domains: the base type of a domain, and for an array of domains
 *     an array of their base type. Keys are cast to it, because a cast to a domain would evaluate
 *     the domain's CHECK constraints
 * @param output the function of PostgreSQL that writes a value as text. It is used instead of a
 *     cast to text if the owner of the type could define this cast. Empty if he could not
 * @param extensionSchema the schema of the type, if an extension defines the type; otherwise empty
 * @param collation its collation as SQL; empty if it is the one of the type
 * @param required whether it is NOT NULL
 * @param cannotBeKey whether rows cannot be found by values of this column: the type is an array, a
 *     composite type, a domain over an enum, or a range that is not PostgreSQL's own. Also money,
 *     and types such as regclass: the text of a value depends on the session, or on names in the
 *     system catalog. Also timetz, because pg_lake stores it without its time zone
 */
public record Column(
    int number,
    String name,
    String type,
    String icebergType,
    String plainType,
    String output,
    String extensionSchema,
    String collation,
    boolean required,
    boolean cannotBeKey) {
  private static final String FROM_TEXT =
      """
      (SELECT lakehouse_sync_key.k
       FROM pg_catalog.jsonb_to_record(pg_catalog.jsonb_build_object('k', {text}))
         AS lakehouse_sync_key (k {type}))""";

  /**
   * Returns a column whose values are an expression. It has no number, because the heap table does
   * not have it.
   */
  static Column computed(String name, String type) {
    return new Column(0, name, type, type, type, "", "", "", false, true);
  }

  /**
   * Returns an expression for the text of a value of this column. It calls no function that the
   * owner of the type can define. A cast to text would call such a function, with the rights of the
   * role that copies.
   *
   * @param value an expression for the value
   */
  public String text(String value) {
    // The functions do not accept a domain, because their parameters are polymorphic.
    return plainText(output.isEmpty() ? value : withoutDomain(value));
  }

  /** Returns an expression for the text of a value of the {@link #plainType}, as {@link #text}. */
  public String plainText(String value) {
    return output.isEmpty()
        ? value + "::text"
        : "pg_catalog.textin(pg_catalog.%s(%s))".formatted(output, value);
  }

  /**
   * Casts a domain to its base type, which calls no function. An array of a domain stays as it is,
   * because the owner could define a cast of such an array.
   */
  private String withoutDomain(String value) {
    return type.equals(base()) || type.endsWith("[]")
        ? value
        : "CAST(%s AS %s)".formatted(value, base());
  }

  /**
   * Returns the base type of a domain; otherwise the type. The base type of a domain over an array
   * of another domain is this array, which {@link #plainType} is not.
   */
  private String base() {
    return isUserDefined(icebergType) ? icebergType : plainType;
  }

  /**
   * Returns an expression for a value of this column as a value of one of PostgreSQL's own types.
   * This is the value itself if its type is such a type, its base type for a domain, and otherwise
   * the text of the value. It calls no function that the owner of the type can define.
   */
  String readable(String value) {
    if (!isUserDefined(type)) {
      return value;
    }
    boolean isDomain = output.isEmpty() && !type.endsWith("[]") && !isUserDefined(base());
    return isDomain ? withoutDomain(value) : text(value);
  }

  /** Only a type outside of pg_catalog has its schema. */
  private static boolean isUserDefined(String type) {
    return type.contains(".");
  }

  /**
   * Returns whether to read a value of the Iceberg column from its text could evaluate a CHECK that
   * the owner of the type defines: a domain can be a part of an array, of a composite type, or of a
   * range.
   */
  public boolean isReadByOwnersCode() {
    return isUserDefined(icebergType) && !output.isEmpty();
  }

  /**
   * Returns an expression for a key of this column, read from its text. If the owner of the type
   * could define a cast from text, the expression uses a JSON function of PostgreSQL instead. This
   * function reads the text with the input function of the type, which the owner cannot replace.
   *
   * @param text an expression of type text
   */
  public String fromText(String text) {
    return output.isEmpty()
        ? "CAST(%s AS %s)".formatted(text, plainType)
        : SqlTemplate.of(FROM_TEXT).with("text", text).with("type", plainType).sql();
  }

  /**
   * Returns whether a value becomes a value of another type without a cast that an owner of a type
   * could define: the other type is PostgreSQL's own, or it is the type of this column, apart from
   * domains. The owner of a domain can define a cast of an array of this domain, but not of the
   * domain.
   */
  boolean needsNoCastTo(String otherType) {
    return !isUserDefined(otherType)
        || otherType.equals(type)
        || (otherType.equals(base()) && !type.endsWith("[]"));
  }

  /**
   * Returns an expression for a value of this column as a value of another type. It calls no
   * function that the owner of this column's type can define. If the other type is user-defined,
   * call this method only if {@link #needsNoCastTo}.
   *
   * @param value an expression for the value
   */
  public String as(String value, String otherType) {
    if (type.equals(otherType)) {
      return value;
    }
    if (base().equals(otherType) && !type.endsWith("[]")) {
      return withoutDomain(value);
    }
    String readable = output.isEmpty() ? value : text(value);
    return !output.isEmpty() && otherType.equals("text")
        ? readable
        : "CAST(%s AS %s)".formatted(readable, otherType);
  }
}
