package io.lakehousesync.examples.peers.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PeerLinesTest {
  private final Peer peer =
      new Peer() {
        @Override
        public String description() {
          return "a peer";
        }

        @Override
        public String copy(long lastId) {
          return "s3://lake/" + lastId + ".metadata.json";
        }

        @Override
        public void close() {}
      };

  @Test
  void eachCopyIsAnsweredByTheMetadataLocation() throws Exception {
    assertThat(serve("COPY 5\nCOPY 7\n"))
        .isEqualToNormalizingNewlines(
            """
            PEER READY a peer
            PEER COPIED s3://lake/5.metadata.json
            PEER COPIED s3://lake/7.metadata.json
            """);
  }

  @Test
  void anotherLineIsRejected() {
    assertThatThrownBy(() -> serve("DELETE 5\n"))
        .isInstanceOf(IOException.class)
        .hasMessage("'DELETE 5' is not a line of the comparison");
  }

  private String serve(String lines) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PeerLines.serve(
        peer,
        new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }
}
