package io.lakehousesync.postgres.internal.schema;

import io.lakehousesync.internal.SqlTemplate;

/**
 * Names types as {@code format_type} does, with one difference: a type outside of pg_catalog always
 * has its schema. {@code format_type} omits the schema if the session's search_path contains it.
 * Then two sessions could see two different names of the same type.
 */
final class TypeNames {
  private static final String NAME =
      """
      (SELECT CASE
         WHEN named_in.nspname = 'pg_catalog' THEN pg_catalog.format_type({type}, {modifier})
         ELSE pg_catalog.format('%I.%I%s%s', named_in.nspname, named.typname,
           pg_catalog.substr(pg_catalog.format_type(named.oid, {modifier}),
                             pg_catalog.length(pg_catalog.format_type(named.oid, NULL)) + 1),
           CASE WHEN named.typarray = own.oid THEN '[]' END)
         END
       FROM pg_catalog.pg_type AS own
       LEFT JOIN pg_catalog.pg_type AS element_of
         ON element_of.oid = own.typelem AND element_of.typarray = own.oid
       JOIN pg_catalog.pg_type AS named ON named.oid = coalesce(element_of.oid, own.oid)
       JOIN pg_catalog.pg_namespace AS named_in ON named_in.oid = named.typnamespace
       WHERE own.oid = {type})""";

  private TypeNames() {}

  /**
   * Returns an SQL expression for the name of a type. The name of an array type is the name of its
   * element type and brackets.
   *
   * @param type an expression for the type's oid
   * @param modifier an expression for its modifier, such as a length
   */
  static String of(String type, String modifier) {
    return SqlTemplate.of(NAME).with("type", type).with("modifier", modifier).sql();
  }
}
