package io.lakehousesync.testkit.snowflake.internal.sql;

import java.util.List;

/** An object as a statement names it. The current database and schema complete the name. */
public record ObjectReference(ObjectKind kind, QualifiedName name) {
  public static ObjectReference parse(ObjectKind kind, TokenStream in) {
    boolean qualified = kind.isInSchema() || kind == ObjectKind.SCHEMA;
    return new ObjectReference(
        kind, qualified ? QualifiedName.parse(in) : new QualifiedName(List.of(in.identifier())));
  }

  public Securable resolve(NameScope scope) {
    if (kind.isInSchema()) {
      return Securable.inSchema(kind, name.resolve(scope));
    }
    return kind == ObjectKind.SCHEMA
        ? Securable.schema(name.databaseOfSchema(scope), name.last())
        : Securable.of(kind, name.last());
  }
}
