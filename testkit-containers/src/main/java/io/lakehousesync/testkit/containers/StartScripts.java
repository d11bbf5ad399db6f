package io.lakehousesync.testkit.containers;

import io.lakehousesync.testkit.s3.S3Settings;

/** The commands that start the servers inside of the containers, and their settings. */
final class StartScripts {
  static final String SECRET_FILE = "/tmp/init.sql";

  /** The directories of both images. The environment of the images replaces the defaults. */
  private static final String PREPARE =
      """
      set -eu
      base=${PGBASEDIR:-/home/postgres}; home=$base/pgsql-${PG_MAJOR:-%d}
      mkdir -p $base/sockets $home/data/base/pgsql_tmp
      sudo chown -R postgres:postgres $base/sockets $home/data/base/pgsql_tmp
      chmod 700 $base/sockets $home/data/base/pgsql_tmp
      """;

  private static final String ENGINE =
      """
      exec $home/bin/pgduck_server --cache_dir /tmp/cache --unix_socket_directory $base/sockets \
        --unix_socket_group postgres --port 5332 --init_file_path %s
      """;

  private static final String POSTGRES =
      """
      echo "host all all all trust" >> $home/data/pg_hba.conf
      exec $home/bin/postgres -D $home/data -c listen_addresses='*' \
        -c shared_preload_libraries=pg_extension_base \
        -c pg_lake_iceberg.default_location_prefix=%s \
        -c pg_lake_engine.host="host=$base/sockets port=5332"
      """;

  private static final String SECRET =
      """
      CREATE SECRET lake (TYPE s3, SCOPE 's3://%s', USE_SSL false, URL_STYLE 'path',
        ENDPOINT 'host.testcontainers.internal:%d', REGION '%s', KEY_ID '%s', SECRET '%s');
      """;

  private StartScripts() {}

  static String engine(int postgresMajor) {
    return PREPARE.formatted(postgresMajor) + ENGINE.formatted(SECRET_FILE);
  }

  static String postgres(int postgresMajor, String locationPrefix) {
    return PREPARE.formatted(postgresMajor) + POSTGRES.formatted(locationPrefix);
  }

  /** Returns the SQL with which the query engine reads and writes the bucket. */
  static String secret(String bucket, S3Settings s3) {
    return SECRET.formatted(
        bucket,
        s3.endpoint().orElseThrow().getPort(),
        s3.region(),
        s3.accessKeyId(),
        s3.secretAccessKey());
  }
}
