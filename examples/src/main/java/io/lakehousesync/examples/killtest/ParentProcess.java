package io.lakehousesync.examples.killtest;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.Semaphore;

/**
 * The process that started this one: it is told each step, and the host goes on when it answers
 * with a line. When it is gone, so is the host.
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
      // As good as its end.
    }
    // Not exit(): whatever the host is in the middle of, it must not go on.
    Runtime.getRuntime().halt(0);
  }
}
