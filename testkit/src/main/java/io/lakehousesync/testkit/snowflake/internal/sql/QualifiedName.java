package io.lakehousesync.testkit.snowflake.internal.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * A name in a statement, with one to three parts. The current database and schema complete it.
 *
 * <p>Source: docs.snowflake.com, "Object name resolution" (/en/sql-reference/name-resolution). The
 * form {@code db..table} is rejected.
 */
public record QualifiedName(List<String> parts) {
  public QualifiedName {
    parts = List.copyOf(parts);
  }

  public static QualifiedName parse(TokenStream in) {
    List<String> parts = new ArrayList<>();
    do {
      parts.add(in.identifier());
    } while (parts.size() < 3 && in.acceptSymbol("."));
    return new QualifiedName(parts);
  }

  /** Parses a name inside a string. */
  public static QualifiedName parseString(String text) {
    TokenStream in = TokenStream.of(text);
    QualifiedName name = parse(in);
    if (!in.atEnd()) {
      throw in.unexpected();
    }
    return name;
  }

  /** Parses a name of one part inside a string, as in {@code EXTERNAL_VOLUME = 'name'}. */
  public static String parseSimpleString(String text) {
    QualifiedName name = parseString(text);
    if (name.parts.size() != 1) {
      throw SnowflakeError.invalidIdentifier(text);
    }
    return name.last();
  }

  public String last() {
    return parts.get(parts.size() - 1);
  }

  /** Returns the full name. If this name has no database or schema, the scope completes it. */
  public ObjectName resolve(NameScope scope) {
    return switch (parts.size()) {
      case 1 -> new ObjectName(scope.requireDatabase(), scope.requireSchema(), parts.get(0));
      case 2 -> new ObjectName(scope.requireDatabase(), parts.get(0), parts.get(1));
      default -> new ObjectName(parts.get(0), parts.get(1), parts.get(2));
    };
  }

  /** Reads this name as the name of a schema, and returns the database of the schema. */
  public String databaseOfSchema(NameScope scope) {
    return switch (parts.size()) {
      case 1 -> scope.requireDatabase();
      case 2 -> parts.get(0);
      default -> throw SnowflakeError.invalidIdentifier(String.join(".", parts));
    };
  }
}
