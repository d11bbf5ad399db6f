package io.lakehousesync.s3.internal.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ObjectBodyTest {
  @Test
  void detectsMissingBytes() {
    ObjectBody body = new ObjectBody(new ByteArrayInputStream(new byte[5]), 6L);
    assertThatThrownBy(body::drain)
        .isInstanceOf(IOException.class)
        .hasMessage("5 of 6 bytes arrived");
    assertThat(body.failure()).hasMessage("5 of 6 bytes arrived");
  }

  @Test
  void countsSkippedBytes() throws IOException {
    ObjectBody body = new ObjectBody(new ByteArrayInputStream(new byte[5]), 5L);
    body.skipNBytes(3);
    assertThat(body.read()).isZero();
    assertThat(body.drain()).isEqualTo(5);
    assertThat(body.failure()).isNull();
  }

  @Test
  void acceptsAnyNumberOfBytesWithoutASize() throws IOException {
    assertThat(new ObjectBody(new ByteArrayInputStream(new byte[5]), null).drain()).isEqualTo(5);
  }
}
