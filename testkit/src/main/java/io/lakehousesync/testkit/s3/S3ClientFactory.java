package io.lakehousesync.testkit.s3;

import io.lakehousesync.testkit.s3.S3Settings.Addressing;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.aws.s3.S3FileIOAwsClientFactory;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Creates the clients of Iceberg's S3FileIO. Iceberg's own factories load the KMS and STS modules
 * of the SDK, which the testkit does not contain. Iceberg creates this class by name and passes
 * properties only, so the settings are passed as properties.
 */
final class S3ClientFactory implements S3FileIOAwsClientFactory {
  private static final String ADDRESSING = "testkit.addressing";
  private static final String REGION = "testkit.region";

  private @Nullable S3Settings settings;

  S3ClientFactory() {}

  static Map<String, String> properties(S3Settings settings) {
    Map<String, String> properties = new HashMap<>();
    properties.put(S3FileIOProperties.CLIENT_FACTORY, S3ClientFactory.class.getName());
    settings
        .endpoint()
        .ifPresent(uri -> properties.put(S3FileIOProperties.ENDPOINT, uri.toString()));
    properties.put(REGION, settings.region());
    properties.put(S3FileIOProperties.ACCESS_KEY_ID, settings.accessKeyId());
    properties.put(S3FileIOProperties.SECRET_ACCESS_KEY, settings.secretAccessKey());
    properties.put(ADDRESSING, settings.addressing().name());
    // Manifests never change, and each snapshot refers to most manifests of the previous snapshot.
    properties.put(CatalogProperties.IO_MANIFEST_CACHE_ENABLED, "true");
    return properties;
  }

  @Override
  public void initialize(Map<String, String> properties) {
    settings =
        new S3Settings(
            Optional.ofNullable(properties.get(S3FileIOProperties.ENDPOINT)).map(URI::create),
            required(properties, REGION),
            required(properties, S3FileIOProperties.ACCESS_KEY_ID),
            required(properties, S3FileIOProperties.SECRET_ACCESS_KEY),
            Addressing.valueOf(required(properties, ADDRESSING)));
  }

  private static String required(Map<String, String> properties, String key) {
    return Objects.requireNonNull(properties.get(key), key);
  }

  @Override
  public S3Client s3() {
    if (settings == null) {
      throw new IllegalStateException("initialize() must be called before s3()");
    }
    return settings.newClient();
  }

  @Override
  public S3AsyncClient s3Async() {
    throw new UnsupportedOperationException("the testkit has no asynchronous client");
  }
}
