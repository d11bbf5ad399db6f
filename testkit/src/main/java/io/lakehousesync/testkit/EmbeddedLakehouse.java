package io.lakehousesync.testkit;

import io.lakehousesync.testkit.pglake.EmbeddedPgLake;
import io.lakehousesync.testkit.s3.EmbeddedS3;
import io.lakehousesync.testkit.s3.S3Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL with pg_lake's SQL surface, and the S3 service that PostgreSQL writes to. They run in
 * this process and in child processes. All files are in one directory, which {@link #close()}
 * deletes, unless {@link Builder#keep} names it. Thread-safe.
 */
public final class EmbeddedLakehouse implements AutoCloseable {
  private static @Nullable EmbeddedLakehouse shared;

  private final Path directory;
  private final @Nullable KeptDirectory kept;
  private final @Nullable EmbeddedS3 embeddedS3;
  private final S3Settings s3;
  private final EmbeddedPgLake pgLake;
  private final String locationPrefix;

  private EmbeddedLakehouse(Builder builder, Path directory, @Nullable KeptDirectory kept)
      throws IOException {
    this.directory = directory;
    this.kept = kept;
    this.locationPrefix = builder.locationPrefix;
    if (builder.s3 == null) {
      embeddedS3 = EmbeddedS3.start(Files.createDirectories(directory.resolve("s3")));
      s3 = embeddedS3.settings();
      if (!Files.exists(directory.resolve("s3").resolve(bucket(locationPrefix)))) {
        embeddedS3.createBucket(bucket(locationPrefix));
      }
    } else {
      embeddedS3 = null;
      s3 = builder.s3;
    }
    EmbeddedPgLake.Builder postgres =
        EmbeddedPgLake.builder(s3).directory(directory).defaultLocationPrefix(locationPrefix);
    if (builder.binaries != null) {
      postgres.binaries(builder.binaries);
    }
    if (kept != null) {
      postgres.keep();
    }
    builder.settings.forEach(postgres::setting);
    try {
      pgLake = postgres.start();
    } catch (RuntimeException e) {
      stopS3();
      throw e;
    }
  }

  /** Starts a lakehouse with the defaults. */
  public static EmbeddedLakehouse start() {
    return builder().start();
  }

  /**
   * Returns the lakehouse that all tests of this JVM share. The first call starts it, with the
   * defaults. It stops when the JVM ends: {@link #close()} has no effect on it. Its threads keep
   * the JVM running until {@link System#exit}, which the runners of tests call. If the system
   * property {@code lakehouse.binaries} names a directory, this directory keeps PostgreSQL's
   * unpacked binaries for the next JVM.
   *
   * @throws IllegalStateException if a service does not start
   */
  public static synchronized EmbeddedLakehouse shared() {
    if (shared == null) {
      EmbeddedLakehouse started = startWithKeptBinaries();
      Runtime.getRuntime().addShutdownHook(new Thread(started::stop, "stop-lakehouse"));
      shared = started;
    }
    return shared;
  }

  /** Starts a lakehouse with the binaries of the system property {@code lakehouse.binaries}. */
  static EmbeddedLakehouse startWithKeptBinaries() {
    Builder builder = builder();
    String binaries = System.getProperty("lakehouse.binaries");
    if (binaries != null) {
      builder.binaries(Path.of(binaries));
    }
    return builder.start();
  }

  private static synchronized boolean isShared(EmbeddedLakehouse lakehouse) {
    return lakehouse == shared;
  }

  /** Returns a builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the database. */
  public EmbeddedPgLake pgLake() {
    return pgLake;
  }

  /** Returns the address and credentials of the S3 service that holds the Iceberg tables. */
  public S3Settings s3() {
    return s3;
  }

  /** Returns the location below which Iceberg tables are created. It ends in a slash. */
  public String locationPrefix() {
    return locationPrefix;
  }

  /**
   * Stops all services and deletes the directory. Has no effect on the {@linkplain #shared()
   * shared} lakehouse.
   */
  @Override
  public void close() {
    if (!isShared(this)) {
      stop();
    }
  }

  private void stop() {
    try {
      pgLake.close();
    } finally {
      stopS3();
      if (kept == null) {
        TemporaryDirectories.delete(directory);
      } else {
        kept.close();
      }
    }
  }

  private void stopS3() {
    if (embeddedS3 != null) {
      embeddedS3.close();
    }
  }

  /** Returns the base URL of an external volume that contains all tables: the bucket. */
  public String storageBaseUrl() {
    return locationPrefix.replaceFirst("^(s3[a-z]?://[^/]+/).*", "$1");
  }

  private static String bucket(String prefix) {
    return prefix.replaceFirst("^s3[a-z]?://([^/]+).*", "$1");
  }

  /** Configures an {@link EmbeddedLakehouse}. Not thread-safe. */
  public static final class Builder {
    private @Nullable S3Settings s3;
    private @Nullable Path binaries;
    private String locationPrefix = "s3://lake/frompg/tables/";
    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable Path keep;

    private Builder() {}

    /**
     * Keeps PostgreSQL's data and the objects of S3 in this directory, also after a kill. If the
     * directory has the data of an earlier lakehouse of the same version of the testkit, the new
     * one continues with it. The ports and the keys of S3 are new. The directory is created if it
     * is missing. Default: a temporary directory that {@link #close()} deletes.
     */
    public Builder keep(Path directory) {
      this.keep = Objects.requireNonNull(directory, "directory");
      return this;
    }

    /**
     * Sets an S3 service to write to. The service must already have the bucket of the location
     * prefix. Default: a service inside this process.
     */
    public Builder s3(S3Settings s3) {
      this.s3 = Objects.requireNonNull(s3, "s3");
      return this;
    }

    /**
     * Sets a directory that keeps PostgreSQL's unpacked binaries between runs. This saves a second
     * or two. Default: the binaries are unpacked for this lakehouse and deleted with it.
     */
    public Builder binaries(Path binaries) {
      this.binaries = Objects.requireNonNull(binaries, "binaries");
      return this;
    }

    /**
     * Sets the location below which Iceberg tables are created. Default: {@code
     * s3://lake/frompg/tables/}.
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

    /** Sets a parameter of PostgreSQL, as {@link EmbeddedPgLake.Builder#setting} does. */
    public Builder setting(String name, String value) {
      settings.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Starts PostgreSQL. If no S3 service was given, also starts S3. If the machine has a memory
     * file system with enough space, all files are in it. Otherwise, all files are in the directory
     * for temporary files.
     *
     * @throws IllegalStateException if a service does not start, or if the directory of {@link
     *     #keep} is in use or has other files
     */
    public EmbeddedLakehouse start() {
      return keep == null ? startTemporary() : startIn(KeptDirectory.open(keep));
    }

    private EmbeddedLakehouse startIn(KeptDirectory directory) {
      try {
        return new EmbeddedLakehouse(this, directory.path(), directory);
      } catch (IOException e) {
        directory.close();
        throw new UncheckedIOException(e);
      } catch (RuntimeException e) {
        directory.close();
        throw e;
      }
    }

    private EmbeddedLakehouse startTemporary() {
      Path directory = TemporaryDirectories.createTemporary();
      try {
        EmbeddedLakehouse lakehouse = new EmbeddedLakehouse(this, directory, null);
        TemporaryDirectories.started(directory);
        return lakehouse;
      } catch (IOException e) {
        TemporaryDirectories.delete(directory);
        throw new UncheckedIOException(e);
      } catch (RuntimeException e) {
        TemporaryDirectories.delete(directory);
        throw e;
      }
    }
  }
}
