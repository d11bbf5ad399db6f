package io.lakehousesync.examples;

import io.lakehousesync.testkit.LakehouseUnderTest;
import io.lakehousesync.testkit.s3.S3Settings;
import java.util.ArrayList;
import java.util.List;

/** Options that point a command at the lakehouse under test. */
public final class LakehouseOptions {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();

  private LakehouseOptions() {}

  /** Returns the options for its PostgreSQL. */
  public static List<String> postgres() {
    return List.of(
        "--pg-url",
        LAKEHOUSE.jdbcUrl(),
        "--pg-user",
        LAKEHOUSE.user(),
        "--pg-password",
        LAKEHOUSE.password());
  }

  /** Returns the options for its PostgreSQL and its S3. */
  public static List<String> postgresAndS3() {
    S3Settings s3 = LAKEHOUSE.s3();
    List<String> options = new ArrayList<>(postgres());
    options.addAll(
        List.of(
            "--s3-region",
            s3.region(),
            "--s3-access-key",
            s3.accessKeyId(),
            "--s3-secret-key",
            s3.secretAccessKey(),
            "--s3-path-style"));
    s3.endpoint().ifPresent(uri -> options.addAll(List.of("--s3-endpoint", uri.toString())));
    return options;
  }

  /** Returns the option for the prefix of all tables' files. */
  public static List<String> locationPrefix() {
    return List.of("--location-prefix", LAKEHOUSE.locationPrefix());
  }
}
