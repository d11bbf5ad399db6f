package io.lakehousesync.snowflake.setup;

import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The instance of Snowflake Postgres that a set-up creates, with its network rule and policy, and
 * the storage integration with which pg_lake writes.
 */
public final class PostgresInstance {
  private final String name;
  private final String computeFamily;
  private final int storageGb;
  private final int version;
  private final List<String> allowedAddresses;
  private final String networkRule;
  private final String networkPolicy;
  private final String storageIntegration;
  private final Consumer<Map<String, String>> credentials;
  private final Duration readyTimeout;

  private PostgresInstance(Builder builder) {
    name = builder.name.toString();
    computeFamily = builder.computeFamily;
    storageGb = builder.storageGb;
    version = builder.version;
    allowedAddresses = builder.allowedAddresses;
    networkRule = builder.networkRule.toString();
    networkPolicy = builder.networkPolicy.toString();
    storageIntegration = builder.storageIntegration.toString();
    credentials = builder.credentials;
    readyTimeout = builder.readyTimeout;
  }

  /**
   * Returns a new builder.
   *
   * @param name the instance's name, in Snowflake's notation: a name without quotes is folded to
   *     upper case
   * @param allowedAddresses the IPv4 addresses or CIDR ranges that may connect. There is no
   *     default. {@code 0.0.0.0/0} allows connections from everywhere
   * @param credentials receives the one row that CREATE POSTGRES INSTANCE returns, as a map from
   *     lower-case column names to values. The row contains the passwords, which Snowflake shows
   *     only once. Store the passwords, because this library neither stores nor logs them
   * @throws IllegalArgumentException if there is no address, or an address is not valid
   */
  public static Builder builder(
      String name, List<String> allowedAddresses, Consumer<Map<String, String>> credentials) {
    return new Builder(name, allowedAddresses, credentials);
  }

  /** Returns the name, in Snowflake's notation. */
  public String name() {
    return name;
  }

  /** Returns COMPUTE_FAMILY. */
  public String computeFamily() {
    return computeFamily;
  }

  /** Returns STORAGE_SIZE_GB. */
  public int storageGb() {
    return storageGb;
  }

  /** Returns the major version of PostgreSQL. */
  public int version() {
    return version;
  }

  /** Returns the IPv4 addresses or CIDR ranges that may connect. */
  public List<String> allowedAddresses() {
    return allowedAddresses;
  }

  /** Returns the name of the network rule. */
  public String networkRule() {
    return networkRule;
  }

  /** Returns the name of the network policy. */
  public String networkPolicy() {
    return networkPolicy;
  }

  /** Returns the name of the storage integration with which pg_lake writes. */
  public String storageIntegration() {
    return storageIntegration;
  }

  /** Returns the consumer of the row that CREATE POSTGRES INSTANCE returns. */
  public Consumer<Map<String, String>> credentials() {
    return credentials;
  }

  /** Returns how long the set-up waits until the instance is READY. */
  public Duration readyTimeout() {
    return readyTimeout;
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
        throw new IllegalArgumentException("no allowed addresses: no client could connect");
      }
      for (String address : allowedAddresses) {
        if (!address.matches("\\d{1,3}(\\.\\d{1,3}){3}(/\\d{1,2})?")) {
          throw new IllegalArgumentException(
              "'%s' is not an IPv4 address or range".formatted(address));
        }
      }
    }

    /** Sets COMPUTE_FAMILY. Default: {@code STANDARD_M}. */
    public Builder computeFamily(String computeFamily) {
      this.computeFamily = Objects.requireNonNull(computeFamily, "computeFamily");
      return this;
    }

    /** Sets STORAGE_SIZE_GB. Default: 50. */
    public Builder storageGb(int storageGb) {
      this.storageGb = storageGb;
      return this;
    }

    /** Sets the major version of PostgreSQL. Default: 17. */
    public Builder version(int version) {
      this.version = version;
      return this;
    }

    /**
     * Sets the name of the network rule. If the name contains no schema, the rule lies in the
     * schema of the set-up. Default: {@code PG_INGRESS}.
     */
    public Builder networkRule(String name) {
      networkRule = SnowflakeName.parse(name);
      return this;
    }

    /** Sets the name of the network policy. Default: {@code PG_INGRESS_POLICY}. */
    public Builder networkPolicy(String name) {
      networkPolicy = SnowflakeName.parse(name);
      return this;
    }

    /**
     * Sets the name of the storage integration of type POSTGRES_EXTERNAL_STORAGE. Default: {@code
     * PG_LAKE_S3_INTEGRATION}.
     */
    public Builder storageIntegration(String name) {
      storageIntegration = SnowflakeName.parse(name);
      return this;
    }

    /**
     * Sets how long to wait until the instance is READY, which takes minutes. Default: 30 minutes.
     */
    public Builder readyTimeout(Duration readyTimeout) {
      this.readyTimeout = Objects.requireNonNull(readyTimeout, "readyTimeout");
      return this;
    }

    /** Builds the description of the instance. */
    public PostgresInstance build() {
      return new PostgresInstance(this);
    }
  }
}
