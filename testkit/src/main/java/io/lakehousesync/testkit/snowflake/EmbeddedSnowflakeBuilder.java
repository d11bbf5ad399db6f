package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.s3.S3Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Configures an {@link EmbeddedSnowflake}. Names of objects follow Snowflake's rules for
 * identifiers: upper case, unless in double quotes. Not thread-safe.
 */
public final class EmbeddedSnowflakeBuilder {
  private final S3Settings s3;
  private final Catalog catalog = new Catalog();
  private Optional<Path> workDirectory = Optional.empty();
  private final List<String> roles = new ArrayList<>();
  private Clock clock = Clock.systemUTC();
  private Credentials credentials =
      new Credentials("SYNC", "sync", Optional.empty(), Optional.empty());

  EmbeddedSnowflakeBuilder(S3Settings s3) {
    this.s3 = Objects.requireNonNull(s3, "s3");
  }

  /**
   * Where local copies of data files go: a directory of its own is created below, and removed on
   * close. The default is the system's directory for temporary files.
   */
  public EmbeddedSnowflakeBuilder workDirectory(Path directory) {
    workDirectory = Optional.of(directory);
    return this;
  }

  /** The user who may log in; by default {@code SYNC}. */
  public EmbeddedSnowflakeBuilder user(String user) {
    credentials = credentials.withUser(user);
    return this;
  }

  /** The user's password; by default {@code sync}. */
  public EmbeddedSnowflakeBuilder password(String password) {
    credentials = credentials.withPassword(password);
    return this;
  }

  /** A token that may be used in place of the password; by default there is none. */
  public EmbeddedSnowflakeBuilder token(String token) {
    credentials = credentials.withToken(token);
    return this;
  }

  /** The user's public key, for logins by key pair; by default there is none. */
  public EmbeddedSnowflakeBuilder publicKey(PublicKey publicKey) {
    credentials = credentials.withPublicKey(publicKey);
    return this;
  }

  /**
   * The clock that everything in the stand-in that takes time goes by, and every timestamp of an
   * object; by default the system's.
   */
  public EmbeddedSnowflakeBuilder clock(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * Declares a role that is granted to the user, and holds no privilege. The user has ACCOUNTADMIN
   * too, which is the default role; further grants can be made in SQL.
   */
  public EmbeddedSnowflakeBuilder role(String name) {
    String identifier = QualifiedName.parseSimpleString(name);
    catalog.roles().create(identifier, new Role(identifier, ""), CreateMode.OR_REPLACE);
    roles.add(identifier);
    return this;
  }

  /**
   * How long a Postgres instance takes from its creation until it is READY, by the {@linkplain
   * #clock clock}; by default two seconds.
   */
  public EmbeddedSnowflakeBuilder postgresInstanceStartup(Duration startup) {
    catalog.setPostgresInstanceStartup(startup);
    return this;
  }

  /**
   * What the catalogs of Postgres instances answer, for tables that are created with {@code
   * CATALOG_TABLE_NAME}: the location of a table's metadata file, by namespace and name as in
   * {@code public.stores}. By default they have no tables. Whatever it throws reaches the statement
   * that asked.
   */
  public EmbeddedSnowflakeBuilder managedCatalog(Function<String, Optional<String>> locations) {
    catalog.setManagedCatalog(Objects.requireNonNull(locations, "locations"));
    return this;
  }

  /**
   * The tables that databases find in the catalog that they are linked to, by namespace and name as
   * in {@code public.stores}. By default there are none. {@link #managedCatalog} says where they
   * are.
   */
  public EmbeddedSnowflakeBuilder managedTables(Supplier<? extends Collection<String>> tables) {
    catalog.setManagedTables(Objects.requireNonNull(tables, "tables"));
    return this;
  }

  /**
   * Declares an external volume with one storage location.
   *
   * @throws IllegalArgumentException if {@code storageBaseUrl} does not begin with {@code s3://}
   */
  public EmbeddedSnowflakeBuilder externalVolume(String name, String storageBaseUrl) {
    String identifier = QualifiedName.parseSimpleString(name);
    catalog
        .externalVolumes()
        .create(identifier, new ExternalVolume(identifier, storageBaseUrl), CreateMode.OR_REPLACE);
    return this;
  }

  /** Declares a catalog integration for Iceberg files in object storage. */
  public EmbeddedSnowflakeBuilder catalogIntegration(String name) {
    String identifier = QualifiedName.parseSimpleString(name);
    catalog
        .catalogIntegrations()
        .create(identifier, new CatalogIntegration(identifier, true), CreateMode.OR_REPLACE);
    return this;
  }

  /** Declares a database with the schema PUBLIC and those named. */
  public EmbeddedSnowflakeBuilder database(String name, String... schemas) {
    String identifier = QualifiedName.parseSimpleString(name);
    Database database = Database.create(identifier);
    for (String schema : schemas) {
      String schemaIdentifier = QualifiedName.parseSimpleString(schema);
      database
          .schemas()
          .create(schemaIdentifier, Schema.create(schemaIdentifier), CreateMode.OR_REPLACE);
    }
    catalog.databases().create(identifier, database, CreateMode.OR_REPLACE);
    return this;
  }

  /** Starts the stand-in. A builder starts one only: the objects declared are that one's. */
  public EmbeddedSnowflake start() {
    catalog.setUser(credentials.user());
    roles.forEach(catalog::grantToUser);
    try {
      Path directory =
          workDirectory.isPresent()
              ? Files.createTempDirectory(
                  Files.createDirectories(workDirectory.get()), "snowflake-")
              : Files.createTempDirectory("snowflake-");
      return EmbeddedSnowflake.start(s3, credentials, catalog, directory, clock);
    } catch (IOException e) {
      throw new UncheckedIOException("no directory for local copies of data files", e);
    }
  }
}
