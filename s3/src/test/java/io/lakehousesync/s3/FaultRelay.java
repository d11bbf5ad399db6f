package io.lakehousesync.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A relay between a client and an S3 service, which handles requests as the test chooses; others
 * pass byte for byte. It accepts requests without a body, one per connection.
 */
final class FaultRelay implements AutoCloseable {
  /** What happens to a request. */
  interface Fault {
    void answer(Exchange exchange) throws IOException, InterruptedException;
  }

  /** A request with the streams of its answer. */
  record Exchange(String head, Socket service, OutputStream client, CountDownLatch closed) {
    /** Forwards the request, and returns the answer up to the end of its head. */
    InputStream passHead() throws IOException {
      service
          .getOutputStream()
          .write(
              head.replaceFirst("\r\n", "\r\nConnection: close\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      InputStream answer = service.getInputStream();
      client.write(readHead(answer).getBytes(StandardCharsets.ISO_8859_1));
      return answer;
    }
  }

  private final ServerSocket server;
  private final int servicePort;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Queue<Fault> next = new ConcurrentLinkedQueue<>();
  private volatile Fault otherwise = FaultRelay::pass;

  FaultRelay(URI service) throws IOException {
    servicePort = service.getPort();
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Handles the next request, after those that already have a handler. */
  void once(Fault fault) {
    next.add(fault);
  }

  void always(Fault fault) {
    otherwise = fault;
  }

  /** Answers with an error as S3 does. */
  static Fault error(int status, String code) {
    String body = "<Error><Code>%s</Code><Message>on demand</Message></Error>".formatted(code);
    String answer =
        "HTTP/1.1 %d Fault\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n"
                .formatted(status, body.length())
            + "Connection: close\r\n\r\n"
            + body;
    return exchange -> exchange.client().write(answer.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Does not answer. */
  static void hang(Exchange exchange) throws InterruptedException {
    exchange.closed().await();
  }

  /** Ends the connection after some bytes of the body. */
  static Fault cutAfter(int bytes) {
    return exchange -> exchange.client().write(exchange.passHead().readNBytes(bytes));
  }

  /**
   * Sends the body byte by byte, with a pause before each. Each read succeeds, but the whole is
   * slow.
   */
  static Fault slowly(Duration pause) {
    return exchange -> {
      InputStream body = exchange.passHead();
      for (int one = body.read(); one >= 0; one = body.read()) {
        if (exchange.closed().await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        exchange.client().write(one);
        exchange.client().flush();
      }
    };
  }

  /** Forwards the request unchanged. */
  static void pass(Exchange exchange) throws IOException {
    exchange.passHead().transferTo(exchange.client());
  }

  private void accept() {
    while (closed.getCount() > 0) {
      try {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        if (closed.getCount() > 0) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket service = new Socket(InetAddress.getLoopbackAddress(), servicePort)) {
      String head = readHead(client.getInputStream());
      Fault fault = head.isEmpty() ? null : next.poll();
      (fault == null ? otherwise : fault)
          .answer(new Exchange(head, service, client.getOutputStream(), closed));
    } catch (IOException e) {
      // The client has given up, as it should.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int one = in.read(); one >= 0; one = in.read()) {
      head.write(one);
      if (one == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        break;
      }
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    threads.shutdown();
  }
}
