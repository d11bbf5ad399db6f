package io.lakehousesync.testkit;

import io.lakehousesync.testkit.pglake.EmbeddedPgLake;
import io.lakehousesync.testkit.s3.EmbeddedS3;
import io.lakehousesync.testkit.s3.S3Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL with pg_lake's SQL surface, writing to an S3 service, both inside this process or
 * below it. Everything that it writes lies in one directory of its own, which {@link #close()}
 * removes. Thread-safe.
 */
public final class EmbeddedLakehouse implements AutoCloseable {

  private final Path directory;
  private final @Nullable EmbeddedS3 embeddedS3;
  private final S3Settings s3;
  private final EmbeddedPgLake pgLake;
  private final String locationPrefix;

  private EmbeddedLakehouse(Builder builder, Path directory) throws IOException {
    this.directory = directory;
    this.locationPrefix = builder.locationPrefix;
    if (builder.s3 == null) {
      embeddedS3 = EmbeddedS3.start(Files.createDirectory(directory.resolve("s3")));
      s3 = embeddedS3.settings();
      embeddedS3.createBucket(bucket(locationPrefix));
    } else {
      embeddedS3 = null;
      s3 = builder.s3;
    }
    EmbeddedPgLake.Builder postgres =
        EmbeddedPgLake.builder(s3).directory(directory).defaultLocationPrefix(locationPrefix);
    if (builder.binaries != null) {
      postgres.binaries(builder.binaries);
    }
    try {
      pgLake = postgres.start();
    } catch (RuntimeException e) {
      stopS3();
      throw e;
    }
  }

  /** Starts with the defaults. */
  public static EmbeddedLakehouse start() {
    return builder().start();
  }

  /** Starts a configuration. */
  public static Builder builder() {
    return new Builder();
  }

  /** The database. */
  public EmbeddedPgLake pgLake() {
    return pgLake;
  }

  /** How to reach the S3 service that holds the Iceberg tables. */
  public S3Settings s3() {
    return s3;
  }

  /** Below which Iceberg tables are created, with a slash at its end. */
  public String locationPrefix() {
    return locationPrefix;
  }

  /** Stops everything and removes the directory. */
  @Override
  public void close() {
    try {
      pgLake.close();
    } finally {
      stopS3();
      Directories.delete(directory);
    }
  }

  private void stopS3() {
    if (embeddedS3 != null) {
      embeddedS3.close();
    }
  }

  private static String bucket(String prefix) {
    return prefix.replaceFirst("^s3[a-z]?://([^/]+).*", "$1");
  }

  /** Configures an {@link EmbeddedLakehouse}. Not thread-safe. */
  public static final class Builder {
    private @Nullable S3Settings s3;
    private @Nullable Path binaries;
    private String locationPrefix = "s3://lake/frompg/tables/";

    private Builder() {}

    /** An S3 service to write to, which must have the bucket. Default: one inside this process. */
    public Builder s3(S3Settings s3) {
      this.s3 = Objects.requireNonNull(s3, "s3");
      return this;
    }

    /**
     * A directory that keeps PostgreSQL's unpacked binaries between runs, which saves a second or
     * two. Default: they are unpacked anew and removed.
     */
    public Builder binaries(Path binaries) {
      this.binaries = Objects.requireNonNull(binaries, "binaries");
      return this;
    }

    /**
     * Below which Iceberg tables are created. Default: {@code s3://lake/frompg/tables/}.
     *
     * @throws IllegalArgumentException if it is not of the form {@code s3://bucket/prefix/}
     */
    public Builder locationPrefix(String locationPrefix) {
      if (!locationPrefix.matches("s3[a-z]?://[^/]+/(.*/)?")) {
        throw new IllegalArgumentException(
            "'%s' is not of the form s3://bucket/prefix/".formatted(locationPrefix));
      }
      this.locationPrefix = locationPrefix;
      return this;
    }

    /**
     * Starts PostgreSQL and, unless one was given, S3. In memory where the machine has a memory
     * file system with room, else in the directory for temporary files.
     *
     * @throws IllegalStateException if a service does not start
     */
    public EmbeddedLakehouse start() {
      Path directory = Directories.createTemporary();
      try {
        EmbeddedLakehouse lakehouse = new EmbeddedLakehouse(this, directory);
        Directories.started(directory);
        return lakehouse;
      } catch (IOException e) {
        Directories.delete(directory);
        throw new UncheckedIOException(e);
      } catch (RuntimeException e) {
        Directories.delete(directory);
        throw e;
      }
    }
  }
}
