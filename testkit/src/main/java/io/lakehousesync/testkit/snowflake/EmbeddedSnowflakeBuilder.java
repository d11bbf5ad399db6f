package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.s3.S3Settings;
import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.account.Database;
import io.lakehousesync.testkit.snowflake.internal.account.Role;
import io.lakehousesync.testkit.snowflake.internal.account.Schema;
import io.lakehousesync.testkit.snowflake.internal.integration.CatalogIntegration;
import io.lakehousesync.testkit.snowflake.internal.integration.ExternalVolume;
import io.lakehousesync.testkit.snowflake.internal.session.Credentials;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.storage.S3Provider;
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
  private final AccountObjects account = new AccountObjects();
  private Optional<Path> workDirectory = Optional.empty();
  private final List<String> roles = new ArrayList<>();
  private Clock clock = Clock.systemUTC();
  private Credentials credentials =
      new Credentials("SYNC", "sync", Optional.empty(), Optional.empty());

  EmbeddedSnowflakeBuilder(S3Settings s3) {
    this.s3 = Objects.requireNonNull(s3, "s3");
  }

  /**
   * Sets the directory in which the stand-in creates a subdirectory for local copies of data files.
   * On close, the stand-in deletes the subdirectory. Default: the system's directory for temporary
   * files.
   */
  public EmbeddedSnowflakeBuilder workDirectory(Path directory) {
    workDirectory = Optional.of(directory);
    return this;
  }

  /** Sets the user who may log in. Default: {@code SYNC}. */
  public EmbeddedSnowflakeBuilder user(String user) {
    credentials = credentials.withUser(user);
    return this;
  }

  /** Sets the user's password. Default: {@code sync}. */
  public EmbeddedSnowflakeBuilder password(String password) {
    credentials = credentials.withPassword(password);
    return this;
  }

  /** Sets a token that may be used instead of the password. Default: none. */
  public EmbeddedSnowflakeBuilder token(String token) {
    credentials = credentials.withToken(token);
    return this;
  }

  /** Sets the user's public key, for logins by key pair. Default: none. */
  public EmbeddedSnowflakeBuilder publicKey(PublicKey publicKey) {
    credentials = credentials.withPublicKey(publicKey);
    return this;
  }

  /**
   * Sets the clock for all timestamps and for everything that takes time. Default: the system
   * clock.
   */
  public EmbeddedSnowflakeBuilder clock(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * Declares a role without privileges, and grants it to the user. SQL statements can grant
   * privileges to the role. The user also has ACCOUNTADMIN, which is the default role.
   */
  public EmbeddedSnowflakeBuilder role(String name) {
    String identifier = QualifiedName.parseSimpleString(name);
    account.roles().create(identifier, new Role(identifier, ""), CreateMode.OR_REPLACE);
    roles.add(identifier);
    return this;
  }

  /**
   * Sets how long a Postgres instance takes from its creation until it is READY, by the {@linkplain
   * #clock clock}. Default: two seconds.
   */
  public EmbeddedSnowflakeBuilder postgresInstanceStartup(Duration startup) {
    account.setPostgresInstanceStartup(startup);
    return this;
  }

  /**
   * Sets how long a Postgres instance refuses ALTER POSTGRES INSTANCE with error 604009 after it
   * has become READY, and after each ALTER, by the {@linkplain #clock clock}. Default: one second.
   */
  public EmbeddedSnowflakeBuilder postgresInstanceOperation(Duration operation) {
    account.setPostgresInstanceOperation(operation);
    return this;
  }

  /**
   * Sets the content of the catalogs of Postgres instances. The function takes namespace and name
   * of a table, as in {@code public.stores}. It returns the metadata location. The stand-in calls
   * the function for tables that are created with {@code CATALOG_TABLE_NAME}. By default the
   * catalogs have no tables. If the function throws an exception, the statement that needed the
   * location fails.
   */
  public EmbeddedSnowflakeBuilder managedCatalog(Function<String, Optional<String>> locations) {
    account.setManagedCatalog(Objects.requireNonNull(locations, "locations"));
    return this;
  }

  /**
   * Sets the tables that a linked database discovers in its catalog. Each string is a table's
   * namespace and name, as in {@code public.stores}. By default there are no tables. The function
   * of {@link #managedCatalog} returns the metadata locations of the tables.
   */
  public EmbeddedSnowflakeBuilder managedTables(Supplier<? extends Collection<String>> tables) {
    account.setManagedTables(Objects.requireNonNull(tables, "tables"));
    return this;
  }

  /**
   * Declares an external volume with one storage location.
   *
   * @throws IllegalArgumentException if {@code storageBaseUrl} does not begin with {@code s3://}
   */
  public EmbeddedSnowflakeBuilder externalVolume(String name, String storageBaseUrl) {
    String identifier = QualifiedName.parseSimpleString(name);
    account
        .externalVolumes()
        .create(identifier, new ExternalVolume(identifier, storageBaseUrl), CreateMode.OR_REPLACE);
    return this;
  }

  /**
   * Makes this the account of a deployment whose external volumes need another STORAGE_PROVIDER, as
   * in government regions and in China. Default: all providers are accepted.
   *
   * @param provider {@code S3}, {@code S3GOV} or {@code S3CHINA}
   */
  public EmbeddedSnowflakeBuilder storageProvider(String provider) {
    account.setProvider(S3Provider.parse(provider));
    return this;
  }

  /** Declares a catalog integration for Iceberg files in object storage. */
  public EmbeddedSnowflakeBuilder catalogIntegration(String name) {
    String identifier = QualifiedName.parseSimpleString(name);
    account
        .catalogIntegrations()
        .create(identifier, new CatalogIntegration(identifier, true), CreateMode.OR_REPLACE);
    return this;
  }

  /** Declares a database with the schema PUBLIC and the given schemas. */
  public EmbeddedSnowflakeBuilder database(String name, String... schemas) {
    String identifier = QualifiedName.parseSimpleString(name);
    Database database = Database.create(identifier);
    for (String schema : schemas) {
      String schemaIdentifier = QualifiedName.parseSimpleString(schema);
      database
          .schemas()
          .create(schemaIdentifier, Schema.create(schemaIdentifier), CreateMode.OR_REPLACE);
    }
    account.databases().create(identifier, database, CreateMode.OR_REPLACE);
    return this;
  }

  /**
   * Starts the stand-in. A builder can start only one stand-in, because the stand-in owns the
   * declared objects.
   */
  public EmbeddedSnowflake start() {
    account.setUser(credentials.user());
    roles.forEach(account::grantToUser);
    return EmbeddedSnowflake.start(
        s3, credentials, account, WorkDirectory.create(workDirectory), clock);
  }
}
