package io.lakehousesync.testkit.snowflake.internal.pipeline;

import io.lakehousesync.testkit.snowflake.internal.integration.StorageIntegration;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.storage.StagedFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An external stage on S3 with its directory table. Every version of the directory table is kept,
 * because streams compare two versions. A version is valid from its sequence number on.
 * Thread-safe.
 *
 * <p>Source: docs.snowflake.com, "Manage directory tables"
 * (/en/user-guide/data-load-dirtables-manage) and "Automated directory table metadata refreshes"
 * (/en/user-guide/data-load-dirtables-auto).
 */
public final class Stage {
  /** The parameters of CREATE STAGE. */
  public record Definition(
      ObjectName name,
      String url,
      StorageIntegration storageIntegration,
      Directory directory,
      String comment,
      Instant createdOn) {}

  /** The kinds of directory tables, by the way in which they are refreshed. */
  public enum Directory {
    NONE,
    MANUAL,
    AUTOMATIC
  }

  private record Version(long sequence, Instant at, SortedMap<String, StagedFile> files) {}

  private final Definition definition;
  private final List<Version> versions = new ArrayList<>();

  public Stage(Definition definition, long sequence) {
    this.definition = definition;
    versions.add(new Version(sequence, definition.createdOn(), new TreeMap<>()));
  }

  public Definition definition() {
    return definition;
  }

  /**
   * Reads the current files from S3 into the directory table. Returns the files that are new or
   * changed.
   *
   * @throws SnowflakeError if the stage has no directory table
   */
  public synchronized List<StagedFile> refresh(StageEnvironment environment) {
    requireDirectory();
    requireIntegration(environment.account());
    SortedMap<String, StagedFile> before = latest().files();
    SortedMap<String, StagedFile> now = environment.listing().list(definition.url());
    if (!now.equals(before)) {
      versions.add(
          new Version(environment.account().nextSequence(), environment.clock().instant(), now));
    }
    return now.values().stream().filter(file -> !file.equals(before.get(file.path()))).toList();
  }

  /**
   * Refreshes the stage if it has automatic refresh. In the stand-in, this replaces event
   * notifications.
   */
  public void follow(StageEnvironment environment) {
    if (definition.directory() == Directory.AUTOMATIC) {
      refresh(environment);
    }
  }

  /** Returns the files of the version that was valid at {@code sequence}. */
  public synchronized SortedMap<String, StagedFile> filesAt(long sequence) {
    return versionAt(sequence).files();
  }

  /** Returns the time of the first version after {@code sequence}, if there is one. */
  synchronized Optional<Instant> changedAfter(long sequence) {
    return versions.stream()
        .filter(version -> version.sequence() > sequence)
        .map(Version::at)
        .findFirst();
  }

  /**
   * Checks that the integration is still the one that existed when the stage was created. An
   * integration that was replaced, even under the same name, no longer belongs to the stage.
   * Source: docs.snowflake.com, "CREATE STORAGE INTEGRATION"
   * (/en/sql-reference/sql/create-storage-integration).
   */
  @SuppressWarnings(
      "ReferenceEquality") // an equal integration that was created again is a different one
  private void requireIntegration(AccountStages account) {
    StorageIntegration now =
        account.requireStorageLocation(definition.storageIntegration().name(), definition.url());
    if (now != definition.storageIntegration()) {
      throw SnowflakeError.integrationReplaced(now.name(), definition.name().toString());
    }
  }

  public void requireDirectory() {
    if (definition.directory() == Directory.NONE) {
      throw SnowflakeError.notSupported(
          "Stage '" + definition.name() + "' has no directory table enabled.");
    }
  }

  private Version latest() {
    return versions.get(versions.size() - 1);
  }

  private Version versionAt(long sequence) {
    Version found = versions.get(0);
    for (Version version : versions) {
      if (version.sequence() <= sequence) {
        found = version;
      }
    }
    return found;
  }
}
