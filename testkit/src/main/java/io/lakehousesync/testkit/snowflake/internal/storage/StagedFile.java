package io.lakehousesync.testkit.snowflake.internal.storage;

import java.time.Instant;

/**
 * A file below a stage's URL, as a directory table shows it.
 *
 * @param path its path relative to the URL
 * @param size its size in bytes
 * @param lastModified when it was written, to the second, as S3 reports it
 * @param etag S3's ETag without quotes
 */
public record StagedFile(String path, long size, Instant lastModified, String etag) {}
