package io.lakehousesync.examples.peers.protocol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The lines on the standard streams of a peer's process. The comparison writes {@code COPY id}
 * lines, and closes the stream at the end. The peer answers each line. Other lines on its standard
 * output are log messages.
 */
public final class PeerLines {
  /** Begins the first line of the peer. The description of the peer follows. */
  public static final String READY = "PEER READY ";

  /** Begins the answer to a {@link #COPY} line. The location of the metadata file follows. */
  public static final String COPIED = "PEER COPIED ";

  /** Begins a line of the comparison. The last id to copy follows. */
  public static final String COPY = "COPY ";

  private PeerLines() {}

  /** Serves the lines on standard input until the stream ends. */
  public static void serve(Peer peer) throws Exception {
    serve(peer, System.in, System.out);
  }

  static void serve(Peer peer, InputStream in, PrintStream out) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    answer(out, READY + peer.description());
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!line.startsWith(COPY)) {
        throw new IOException("'%s' is not a line of the comparison".formatted(line));
      }
      answer(out, COPIED + peer.copy(Long.parseLong(line.substring(COPY.length()))));
    }
  }

  private static void answer(PrintStream out, String line) {
    out.println(line);
    out.flush();
  }
}
