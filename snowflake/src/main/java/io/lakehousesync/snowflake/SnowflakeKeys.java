package io.lakehousesync.snowflake;

import io.lakehousesync.config.Key;
import io.lakehousesync.config.Settings;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.StorageBaseUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The configuration keys {@code snowflake.*}. */
final class SnowflakeKeys {
  private static final String A_NAME = "a name such as NAME, or \"Name\" if case matters";

  static final Key<String> URL =
      Key.of(
              "snowflake.url",
              "a URL such as jdbc:snowflake://account.snowflakecomputing.com/",
              SnowflakeKeys::url,
              "the URL of the Snowflake account")
          .required();
  static final Key<String> USER =
      Key.text("snowflake.user", "the user that logs in to Snowflake").required();
  static final Key<String> PASSWORD = Key.secret("snowflake.password", "logs in with a password");
  static final Key<Path> PRIVATE_KEY_FILE =
      Key.path("snowflake.private-key-file", "logs in with a key pair: a PEM file in PKCS#8 form");
  static final Key<String> PRIVATE_KEY_PASSPHRASE =
      Key.secret(
          "snowflake.private-key-passphrase",
          "the passphrase of the private-key file, if it has one");
  static final Key<String> TOKEN =
      Key.secret("snowflake.token", "logs in with a programmatic access token");
  static final Key<String> ROLE =
      Key.text("snowflake.role", "the role; if not set, the default role of the user");
  static final Key<String> WAREHOUSE =
      Key.text(
          "snowflake.warehouse", "the warehouse; if not set, the default warehouse of the user");
  static final Key<String> DATABASE = name("snowflake.database", "where the tables are").required();
  static final Key<String> SCHEMA =
      name("snowflake.schema", "the schema of the tables, in `snowflake.database`").required();
  static final Key<Duration> STATEMENT_TIMEOUT =
      Key.duration("snowflake.statement-timeout", "how long a statement may run, a second or more")
          .orElse("2m");

  static final Key<String> STORAGE_BASE_URL =
      Key.of(
              "snowflake.storage-base-url",
              "a URL such as s3://bucket/ or s3://bucket/prefix/",
              text -> new StorageBaseUrl(text).url(),
              "the STORAGE_BASE_URL of the external volume. It begins with `s3gov://` in government"
                  + " regions, and with `s3china://` in China")
          .required();
  static final Key<String> EXTERNAL_VOLUME =
      name(
          "snowflake.external-volume",
          "the external volume. If this key and `snowflake.catalog-integration` are set, missing tables are"
              + " created");
  static final Key<String> CATALOG_INTEGRATION =
      name("snowflake.catalog-integration", "the catalog integration of the tables");
  static final Key<String> AWS_ROLE_ARN =
      Key.text(
          "snowflake.aws-role-arn",
          "for the set-up: the AWS role with which Snowflake reads; not needed for a Snowflake"
              + " Postgres instance");
  static final Key<String> AWS_EXTERNAL_ID =
      Key.text(
          "snowflake.aws-external-id",
          "for the set-up: the external id that Snowflake sends; unless set, Snowflake generates one");

  static final Key<String> POSTGRES_INSTANCE =
      name("snowflake.postgres-instance", "for the set-up: the Snowflake Postgres instance");
  static final Key<String> POSTGRES_DATABASE =
      Key.text("snowflake.postgres-database", "for the set-up: the database in that instance")
          .orElse("postgres");
  static final Key<Duration> REFRESH_INTERVAL =
      Key.duration(
              "snowflake.refresh-interval",
              "how often Snowflake checks for new snapshots by itself, 30 seconds to a day")
          .orElse("60s");

  private static final List<Key<?>> CONNECTION =
      List.of(
          URL,
          USER,
          PASSWORD,
          PRIVATE_KEY_FILE,
          PRIVATE_KEY_PASSPHRASE,
          TOKEN,
          ROLE,
          WAREHOUSE,
          DATABASE,
          SCHEMA,
          STATEMENT_TIMEOUT);

  /** Keys for tables on the host's own S3. */
  static final List<Key<?>> OBJECT_STORE =
      together(
          STORAGE_BASE_URL, EXTERNAL_VOLUME, CATALOG_INTEGRATION, AWS_ROLE_ARN, AWS_EXTERNAL_ID);

  /** Keys for tables on storage that Snowflake manages. */
  static final List<Key<?>> MANAGED =
      together(CATALOG_INTEGRATION, POSTGRES_INSTANCE, POSTGRES_DATABASE, REFRESH_INTERVAL);

  private SnowflakeKeys() {}

  private static List<Key<?>> together(Key<?>... own) {
    return Stream.concat(CONNECTION.stream(), Stream.of(own)).toList();
  }

  private static Key<String> name(String name, String meaning) {
    return Key.of(name, A_NAME, SnowflakeKeys::onePart, meaning);
  }

  private static String onePart(String text) {
    if (SnowflakeName.parse(text).parts().size() != 1) {
      throw new IllegalArgumentException("several parts");
    }
    return text;
  }

  private static String url(String text) {
    if (!text.startsWith("jdbc:snowflake://")) {
      throw new IllegalArgumentException("not a URL of Snowflake's driver");
    }
    return text;
  }

  /** Returns problems of the login and of the statement timeout. */
  static List<String> connectionProblems(Settings settings) {
    List<String> problems = new ArrayList<>(loginProblems(settings));
    Duration timeout = settings.get(STATEMENT_TIMEOUT);
    if (timeout.toSeconds() < 1) {
      problems.add("%s=%s: must be a second or more.".formatted(STATEMENT_TIMEOUT, timeout));
    }
    return problems;
  }

  /** Returns problems of the login. */
  private static List<String> loginProblems(Settings settings) {
    List<Key<?>> ways =
        Stream.<Key<?>>of(PASSWORD, PRIVATE_KEY_FILE, TOKEN).filter(settings::sets).toList();
    if (ways.size() != 1) {
      return List.of(
          "There must be one way to log in to Snowflake, but there is %s: set one of %s, %s, %s."
              .formatted(
                  ways.isEmpty()
                      ? "none"
                      : String.join(" and ", ways.stream().map(Key::toString).toList()),
                  PASSWORD,
                  PRIVATE_KEY_FILE,
                  TOKEN));
    }
    return settings.sets(PRIVATE_KEY_PASSPHRASE) && !settings.sets(PRIVATE_KEY_FILE)
        ? List.of(
            "%s has no effect without %s: leave it out."
                .formatted(PRIVATE_KEY_PASSPHRASE, PRIVATE_KEY_FILE))
        : List.of();
  }
}
