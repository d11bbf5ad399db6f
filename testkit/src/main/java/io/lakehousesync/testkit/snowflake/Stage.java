package io.lakehousesync.testkit.snowflake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An external stage on S3 with its directory table, of which every version is kept: streams compare
 * two of them. A version is in force from its sequence number on. Thread-safe.
 *
 * <p>Source: docs.snowflake.com, "Manage directory tables"
 * (/en/user-guide/data-load-dirtables-manage) and "Automated directory table metadata refreshes"
 * (/en/user-guide/data-load-dirtables-auto).
 */
final class Stage {
  /** What CREATE STAGE said. */
  record Definition(
      TableName name,
      String url,
      StorageIntegration storageIntegration,
      Directory directory,
      String comment,
      Instant createdOn) {}

  /** Whether there is a directory table, and who refreshes it. */
  enum Directory {
    NONE,
    MANUAL,
    AUTOMATIC
  }

  private record Version(long sequence, Instant at, SortedMap<String, StagedFile> files) {}

  private final Definition definition;
  private final List<Version> versions = new ArrayList<>();

  Stage(Definition definition, long sequence) {
    this.definition = definition;
    versions.add(new Version(sequence, definition.createdOn(), new TreeMap<>()));
  }

  Definition definition() {
    return definition;
  }

  /**
   * Makes the directory table see what is in S3 now; returns the files that are new or changed.
   *
   * @throws SnowflakeError if the stage has no directory table
   */
  synchronized List<StagedFile> refresh(StatementContext context) {
    requireDirectory();
    requireIntegration(context.catalog());
    SortedMap<String, StagedFile> before = latest().files();
    SortedMap<String, StagedFile> now = context.pipeline().listing().list(definition.url());
    if (!now.equals(before)) {
      versions.add(new Version(context.catalog().nextSequence(), context.clock().instant(), now));
    }
    return now.values().stream().filter(file -> !file.equals(before.get(file.path()))).toList();
  }

  /** Does what event notifications would have done by now, if the stage wants them. */
  void follow(StatementContext context) {
    if (definition.directory() == Directory.AUTOMATIC) {
      refresh(context);
    }
  }

  /** The files of the newest version that is not newer than {@code sequence}. */
  synchronized SortedMap<String, StagedFile> filesAt(long sequence) {
    return versionAt(sequence).files();
  }

  /** When the first version after {@code sequence} came about, if there is one. */
  synchronized Optional<Instant> changedAfter(long sequence) {
    return versions.stream()
        .filter(version -> version.sequence() > sequence)
        .map(Version::at)
        .findFirst();
  }

  /**
   * Checks that the integration is still the one of the time of creation: one that is replaced,
   * even by another of its name, no longer belongs to the stage. Source: docs.snowflake.com,
   * "CREATE STORAGE INTEGRATION" (/en/sql-reference/sql/create-storage-integration).
   */
  @SuppressWarnings("ReferenceEquality") // an equal one that was created anew is another one
  private void requireIntegration(Catalog catalog) {
    StorageIntegration now =
        catalog.requireStorageLocation(definition.storageIntegration().name(), definition.url());
    if (now != definition.storageIntegration()) {
      throw SnowflakeError.integrationReplaced(now.name(), definition.name().toString());
    }
  }

  void requireDirectory() {
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
