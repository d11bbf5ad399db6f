package io.lakehousesync.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.iceberg.io.FileIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

class EmbeddedS3Test {
  @Test
  void icebergsFileAccessReadsWhatItWrote(@TempDir Path directory) throws Exception {
    try (EmbeddedS3 s3 = EmbeddedS3.start(directory);
        FileIO io = s3.settings().newFileIO()) {
      s3.createBucket("lake");
      try (OutputStream out = io.newOutputFile("s3://lake/a/b.txt").create()) {
        out.write("snow".getBytes(StandardCharsets.UTF_8));
      }
      try (InputStream in = io.newInputFile("s3://lake/a/b.txt").newStream()) {
        assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("snow");
      }
    }
  }

  @Test
  void rejectsAWrongSecret(@TempDir Path directory) {
    try (EmbeddedS3 s3 = EmbeddedS3.start(directory)) {
      s3.createBucket("lake");
      S3Settings right = s3.settings();
      S3Settings wrong =
          new S3Settings(
              right.endpoint(), right.region(), right.accessKeyId(), "wrong", right.addressing());
      try (S3Client client = wrong.newClient()) {
        assertThatThrownBy(
                () -> client.putObject(r -> r.bucket("lake").key("x"), RequestBody.fromString("x")))
            .isInstanceOfSatisfying(
                S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
      }
    }
  }

  @Test
  void keepsTheSecretOutOfToString(@TempDir Path directory) {
    try (EmbeddedS3 s3 = EmbeddedS3.start(directory)) {
      assertThat(s3.settings().toString())
          .contains("127.0.0.1", "testkit")
          .doesNotContain(s3.settings().secretAccessKey());
    }
  }
}
