package io.lakehousesync.examples.page;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the answers of the page's server. */
final class Answers {
  private Answers() {}

  /** Answers with a body, which is not empty. */
  static void body(HttpExchange exchange, int status, String contentType, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** Answers with a line of text. */
  static void text(HttpExchange exchange, int status, String line) throws IOException {
    body(
        exchange,
        status,
        "text/plain; charset=utf-8",
        (line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Answers with JSON. */
  static void json(HttpExchange exchange, Object object) throws IOException {
    body(
        exchange,
        200,
        "application/json",
        (PageJson.text(object) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Begins an answer of unknown length. The caller closes the stream. */
  static OutputStream stream(HttpExchange exchange, String contentType) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }
}
