package io.lakehousesync.examples.trials.kill;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.Semaphore;

/**
 * Announces each step to the process that started this host. Then waits for the answer, which is a
 * line. When that process ends, the host ends too.
 */
final class ParentProcess extends Announcer {
  private final PrintStream out;
  private final Semaphore leave = new Semaphore(0);

  private ParentProcess(PrintStream out) {
    this.out = out;
  }

  static ParentProcess at(InputStream in, PrintStream out) {
    ParentProcess parent = new ParentProcess(out);
    Thread listener = new Thread(() -> parent.listen(in), "parent");
    listener.setDaemon(true);
    listener.start();
    return parent;
  }

  @Override
  void announce(Announcement announcement) {
    out.println(announcement.line());
    out.flush();
    leave.acquireUninterruptibly();
  }

  private void listen(InputStream in) {
    try {
      for (int read = in.read(); read >= 0; read = in.read()) {
        if (read == '\n') {
          leave.release();
        }
      }
    } catch (IOException e) {
      // An error of the stream is treated like the end of the parent process.
    }
    // halt() is used and not exit(), because the host must not continue its work during a shutdown.
    Runtime.getRuntime().halt(0);
  }
}
