package io.lakehousesync.testkit.snowflake;

import java.util.ArrayList;
import java.util.List;

/**
 * A name as a statement gives it, with one to three parts; the session's current database and
 * schema complete it.
 *
 * <p>Source: docs.snowflake.com, "Object name resolution" (/en/sql-reference/name-resolution). The
 * form {@code db..table} is refused.
 */
record QualifiedName(List<String> parts) {
  QualifiedName {
    parts = List.copyOf(parts);
  }

  static QualifiedName parse(TokenStream in) {
    List<String> parts = new ArrayList<>();
    do {
      parts.add(in.identifier());
    } while (parts.size() < 3 && in.acceptSymbol("."));
    return new QualifiedName(parts);
  }

  /** Parses a name that a statement carries inside a string. */
  static QualifiedName parseString(String text) {
    TokenStream in = TokenStream.of(text);
    QualifiedName name = parse(in);
    if (!in.atEnd()) {
      throw in.unexpected();
    }
    return name;
  }

  /** Parses a name of one part inside a string, as in {@code EXTERNAL_VOLUME = 'name'}. */
  static String parseSimpleString(String text) {
    QualifiedName name = parseString(text);
    if (name.parts.size() != 1) {
      throw SnowflakeError.invalidIdentifier(text);
    }
    return name.last();
  }

  String last() {
    return parts.get(parts.size() - 1);
  }

  /** The table of this name for the session. */
  TableName table(Session session) {
    return switch (parts.size()) {
      case 1 -> new TableName(session.requireDatabase(), session.requireSchema(), parts.get(0));
      case 2 -> new TableName(session.requireDatabase(), parts.get(0), parts.get(1));
      default -> new TableName(parts.get(0), parts.get(1), parts.get(2));
    };
  }

  /** The database of the schema of this name for the session. */
  String databaseOfSchema(Session session) {
    return switch (parts.size()) {
      case 1 -> session.requireDatabase();
      case 2 -> parts.get(0);
      default -> throw SnowflakeError.invalidIdentifier(String.join(".", parts));
    };
  }
}
