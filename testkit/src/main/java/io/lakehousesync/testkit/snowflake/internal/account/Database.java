package io.lakehousesync.testkit.snowflake.internal.account;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.value.Json;
import java.util.List;
import java.util.Optional;

/**
 * A database. It is created with the schema PUBLIC, as in Snowflake. A database that is linked to a
 * catalog has only the schemas that are discovered there.
 *
 * @param name its name
 * @param schemas its schemas
 * @param link the catalog that the database is linked to
 */
public record Database(String name, NamedObjects<Schema> schemas, Optional<Link> link) {
  /**
   * A link to a catalog.
   *
   * @param integration the catalog integration
   * @param allowedNamespaces the namespaces whose tables are discovered; if the list is empty, all
   *     namespaces
   */
  public record Link(String integration, List<String> allowedNamespaces) {
    public boolean allows(String namespace) {
      return allowedNamespaces.isEmpty() || allowedNamespaces.contains(namespace);
    }

    /**
     * Returns the result of SYSTEM$GET_CATALOG_LINKED_DATABASE_CONFIG, as far as the stand-in has
     * values for it.
     */
    public String config() {
      ObjectNode config = Json.object().put("catalog_integration", integration);
      ArrayNode namespaces = config.putArray("allowed_namespaces");
      allowedNamespaces.forEach(namespaces::add);
      return config.toString();
    }
  }

  public static Database create(String name) {
    Database database = new Database(name, new NamedObjects<>(ObjectKind.SCHEMA), Optional.empty());
    database.schemas.create("PUBLIC", Schema.create("PUBLIC"), CreateMode.FAIL_IF_EXISTS);
    return database;
  }

  /** Makes this database current, with the schema PUBLIC if it has one. */
  public void useIn(Session session) {
    session.use(Optional.of(name), schemas.find("PUBLIC").map(Schema::name));
  }

  public static Database linked(String name, Link link) {
    return new Database(name, new NamedObjects<>(ObjectKind.SCHEMA), Optional.of(link));
  }
}
