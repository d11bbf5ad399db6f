package io.lakehousesync.snowflake;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The instance of Snowflake Postgres that a {@link SnowflakeSetup} makes, with its network rule and
 * policy, and the storage integration by which pg_lake writes.
 */
public final class PostgresInstance {
  final SnowflakeName name;
  final String computeFamily;
  final int storageGb;
  final int version;
  final List<String> allowedAddresses;
  final SnowflakeName networkRule;
  final SnowflakeName networkPolicy;
  final SnowflakeName storageIntegration;
  final Consumer<Map<String, String>> credentials;
  final Duration readyTimeout;

  private PostgresInstance(Builder builder) {
    name = builder.name;
    computeFamily = builder.computeFamily;
    storageGb = builder.storageGb;
    version = builder.version;
    allowedAddresses = builder.allowedAddresses;
    networkRule = builder.networkRule;
    networkPolicy = builder.networkPolicy;
    storageIntegration = builder.storageIntegration;
    credentials = builder.credentials;
    readyTimeout = builder.readyTimeout;
  }

  /**
   * Starts a configuration.
   *
   * @param name the instance's name, as Snowflake reads it: folded to upper case without quotes
   * @param allowedAddresses the IPv4 addresses or CIDR ranges that may connect. There is no
   *     default, and {@code 0.0.0.0/0} lets everybody try
   * @param credentials gets the one row that CREATE POSTGRES INSTANCE returns, by the lower-case
   *     names of its columns. It holds the passwords, which Snowflake shows this once: keep them.
   *     They are written nowhere else
   * @throws IllegalArgumentException if there is no address, or one that is none
   */
  public static Builder builder(
      String name, List<String> allowedAddresses, Consumer<Map<String, String>> credentials) {
    return new Builder(name, allowedAddresses, credentials);
  }

  /** Configures a {@link PostgresInstance}. Not thread-safe. */
  public static final class Builder {
    private final SnowflakeName name;
    private final List<String> allowedAddresses;
    private final Consumer<Map<String, String>> credentials;
    private String computeFamily = "STANDARD_M";
    private int storageGb = 50;
    private int version = 17;
    private SnowflakeName networkRule = SnowflakeName.parse("PG_INGRESS");
    private SnowflakeName networkPolicy = SnowflakeName.parse("PG_INGRESS_POLICY");
    private SnowflakeName storageIntegration = SnowflakeName.parse("PG_LAKE_S3_INTEGRATION");
    private Duration readyTimeout = Duration.ofMinutes(30);

    private Builder(
        String name, List<String> allowedAddresses, Consumer<Map<String, String>> credentials) {
      this.name = SnowflakeName.parse(name);
      this.allowedAddresses = List.copyOf(allowedAddresses);
      this.credentials = Objects.requireNonNull(credentials, "credentials");
      if (allowedAddresses.isEmpty()) {
        throw new IllegalArgumentException("no allowed addresses: nobody could connect");
      }
      for (String address : allowedAddresses) {
        if (!address.matches("\\d{1,3}(\\.\\d{1,3}){3}(/\\d{1,2})?")) {
          throw new IllegalArgumentException(
              "'%s' is not an IPv4 address or range".formatted(address));
        }
      }
    }

    /** COMPUTE_FAMILY. Default: {@code STANDARD_M}. */
    public Builder computeFamily(String computeFamily) {
      this.computeFamily = Objects.requireNonNull(computeFamily, "computeFamily");
      return this;
    }

    /** STORAGE_SIZE_GB. Default: 50. */
    public Builder storageGb(int storageGb) {
      this.storageGb = storageGb;
      return this;
    }

    /** The major version of PostgreSQL. Default: 17. */
    public Builder version(int version) {
      this.version = version;
      return this;
    }

    /**
     * The network rule: in the schema of the set-up, unless the name says another one. Default:
     * {@code PG_INGRESS}.
     */
    public Builder networkRule(String name) {
      networkRule = SnowflakeName.parse(name);
      return this;
    }

    /** The network policy. Default: {@code PG_INGRESS_POLICY}. */
    public Builder networkPolicy(String name) {
      networkPolicy = SnowflakeName.parse(name);
      return this;
    }

    /**
     * The storage integration of type POSTGRES_EXTERNAL_STORAGE. Default: {@code
     * PG_LAKE_S3_INTEGRATION}.
     */
    public Builder storageIntegration(String name) {
      storageIntegration = SnowflakeName.parse(name);
      return this;
    }

    /** How long to wait until the instance is READY, which takes minutes. Default: 30 minutes. */
    public Builder readyTimeout(Duration readyTimeout) {
      this.readyTimeout = Objects.requireNonNull(readyTimeout, "readyTimeout");
      return this;
    }

    /** Builds it. */
    public PostgresInstance build() {
      return new PostgresInstance(this);
    }
  }
}
