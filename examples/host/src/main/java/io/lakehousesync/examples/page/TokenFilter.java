package io.lakehousesync.examples.page;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Answers only requests that have the token. A program sends it in the header {@code Authorization:
 * Bearer TOKEN}. A browser opens {@code /?token=TOKEN} once, and gets a cookie instead. The cookie
 * has another secret than the token, and is valid until this process ends.
 */
final class TokenFilter extends Filter {
  private static final String BEARER = "Bearer ";

  private final AccessToken token;
  private final String session = AccessToken.random();
  private final AccessToken cookie = AccessToken.of(session);
  private final String cookieName;
  private final byte[] form;

  /**
   * Creates the filter.
   *
   * @param port the port of the page. It is part of the cookie's name, because browsers send a
   *     cookie to all ports of a host
   * @param form a page that asks for the token
   */
  TokenFilter(AccessToken token, int port, byte[] form) {
    this.token = token;
    this.form = form;
    cookieName = "lakehouse-page-" + port;
  }

  @Override
  public String description() {
    return "Checks the token of a request.";
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    if (isKnown(exchange)) {
      chain.doFilter(exchange);
    } else if (token.matches(parameter(exchange).orElse(null))) {
      exchange
          .getResponseHeaders()
          .set("Set-Cookie", cookieName + "=" + session + "; Path=/; HttpOnly; SameSite=Strict");
      // The browser's history then has an address without the token.
      exchange.getResponseHeaders().set("Location", "/");
      exchange.sendResponseHeaders(303, -1);
      exchange.close();
    } else {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
      Answers.body(exchange, 401, "text/html; charset=utf-8", form);
    }
  }

  private boolean isKnown(HttpExchange exchange) {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    return (authorization != null
            && authorization.startsWith(BEARER)
            && token.matches(authorization.substring(BEARER.length())))
        || cookies(exchange).anyMatch(cookie::matches);
  }

  private Stream<String> cookies(HttpExchange exchange) {
    return exchange.getRequestHeaders().getOrDefault("Cookie", List.of()).stream()
        .flatMap(line -> Arrays.stream(line.split(";")))
        .map(String::strip)
        .filter(pair -> pair.startsWith(cookieName + "="))
        .map(pair -> pair.substring(cookieName.length() + 1));
  }

  private static Optional<String> parameter(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestURI().getQuery())
        .filter(query -> query.startsWith("token="))
        .map(query -> query.substring("token=".length()));
  }
}
