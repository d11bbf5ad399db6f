package io.lakehousesync.examples.services;

import com.zaxxer.hikari.HikariDataSource;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Option;

/** The user's PostgreSQL, for a command that uses no other service. */
public final class PostgresOptions {
  @Option(
      names = "--pg-url",
      required = true,
      paramLabel = "URL",
      description = "PostgreSQL with pg_lake: jdbc:postgresql://host:port/database.")
  String url = "";

  @Option(
      names = "--pg-user",
      paramLabel = "NAME",
      description = "Its user (default: ${DEFAULT-VALUE}).",
      defaultValue = "postgres")
  String user = "postgres";

  @Option(
      names = "--pg-password",
      paramLabel = "SECRET",
      description = "Its password (default: the environment's LAKEHOUSE_PG_PASSWORD).")
  @Nullable String password;

  /** Called by picocli. */
  public PostgresOptions() {}

  /** Returns the JDBC URL. */
  public String url() {
    return url;
  }

  /** Returns the user. */
  public String user() {
    return user;
  }

  /** Returns the password; null if the server needs none. */
  public @Nullable String password() {
    return password;
  }

  /**
   * Opens one connection, which is closed with the data source.
   *
   * @throws UserException if the URL is malformed, or the server cannot be reached
   */
  public HikariDataSource connect() {
    checkUrl(url);
    return Postgres.connect(url, user, password, "public", 1);
  }

  /**
   * Checks a URL. In user:password@host, the driver takes a part of the password for the port, and
   * logs it. If no driver reads the URL, a pool throws an exception with the URL.
   */
  static void checkUrl(String url) {
    if (url.contains("@") || !isReadByTheDriver(url)) {
      throw new UserException(
          Kind.USAGE,
          "--pg-url must look like jdbc:postgresql://host:port/database, with user and password in"
              + " --pg-user and --pg-password.",
          null);
    }
  }

  private static boolean isReadByTheDriver(String url) {
    try {
      new PGSimpleDataSource().setUrl(url);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
