package io.lakehousesync.testkit.junit;

import io.lakehousesync.testkit.TestLakehouse;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/** The lakehouse of a test class, with its S3 client. */
final class ClassLakehouse {
  private final TestLakehouse lakehouse;
  private @Nullable S3Client s3Client;

  ClassLakehouse(TestLakehouse lakehouse) {
    this.lakehouse = lakehouse;
  }

  TestLakehouse lakehouse() {
    return lakehouse;
  }

  synchronized S3Client s3Client() {
    if (s3Client == null) {
      s3Client = lakehouse.s3().newClient();
    }
    return s3Client;
  }

  synchronized void close() {
    try {
      lakehouse.close();
    } finally {
      if (s3Client != null) {
        s3Client.close();
      }
    }
  }
}
