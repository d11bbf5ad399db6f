package io.lakehousesync.testkit.snowflake;

import java.util.List;

/** An object as a statement names it; the session's current database and schema complete it. */
record ObjectReference(ObjectKind kind, QualifiedName name) {
  static ObjectReference parse(ObjectKind kind, TokenStream in) {
    boolean qualified = kind.isInSchema() || kind == ObjectKind.SCHEMA;
    return new ObjectReference(
        kind, qualified ? QualifiedName.parse(in) : new QualifiedName(List.of(in.identifier())));
  }

  Securable resolve(Session session) {
    if (kind.isInSchema()) {
      return Securable.inSchema(kind, name.table(session));
    }
    return kind == ObjectKind.SCHEMA
        ? Securable.schema(name.databaseOfSchema(session), name.last())
        : Securable.of(kind, name.last());
  }
}
