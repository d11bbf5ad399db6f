package io.lakehousesync.s3.internal.object;

/**
 * Limits on what a read of files from S3 may cost. A few hundred bytes can claim gigabytes, and the
 * authors of a file are not always the authors of the host. Therefore the readers allocate nothing
 * because a file says so.
 *
 * @param fileBytes the size of a file, as stored and after decompression
 * @param memoryBytes the memory for the values that one call keeps, as {@link MemoryBudget}
 *     estimates it
 */
public record ReadLimits(long fileBytes, long memoryBytes) {
  /** The default of {@link #fileBytes}: {@value} bytes, which is 256 MiB. */
  public static final long FILE_BYTES = 256L << 20;

  /** The default of {@link #memoryBytes}: {@value} bytes, which is 64 MiB. */
  public static final long MEMORY_BYTES = 64L << 20;

  /** The size of pg_lake's catalog file, which has about 250 bytes per table. */
  public static final long CATALOG_BYTES = 64L << 20;

  /** The size of a block of an Avro file, as stored and after decompression. */
  public static final int AVRO_BLOCK_BYTES = 32 << 20;

  /** The size of the header of an Avro file. */
  public static final int AVRO_HEADER_BYTES = 16 << 20;

  /** The size of the schema in this header. */
  public static final int AVRO_SCHEMA_BYTES = 1 << 20;

  /** The levels of types in types of this schema. */
  public static final int AVRO_SCHEMA_DEPTH = 32;

  /** The types in this schema, with each type counted wherever the schema uses it. */
  public static final int AVRO_SCHEMA_TYPES = 10_000;

  /** The levels of objects and arrays in a JSON text. */
  public static final int JSON_DEPTH = 200;

  /** The length of one string in a JSON text, if it is used. */
  public static final int JSON_STRING_CHARS = 1 << 20;

  /** The default limits. */
  public static final ReadLimits DEFAULTS = new ReadLimits(FILE_BYTES, MEMORY_BYTES);

  /**
   * Checks that both limits are positive.
   *
   * @throws IllegalArgumentException if one is not
   */
  public ReadLimits {
    if (fileBytes <= 0) {
      throw new IllegalArgumentException("size limit of %d bytes".formatted(fileBytes));
    }
    if (memoryBytes <= 0) {
      throw new IllegalArgumentException("memory limit of %d bytes".formatted(memoryBytes));
    }
  }
}
