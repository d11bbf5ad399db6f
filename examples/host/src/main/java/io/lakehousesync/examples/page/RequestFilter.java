package io.lakehousesync.examples.page;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers only requests that a page of this server could send: GET, for a known host name, and not
 * from the page of another web site. Adds the headers that restrict what the browser does with the
 * answer.
 */
final class RequestFilter extends Filter {
  private static final Logger LOG = LoggerFactory.getLogger(RequestFilter.class);

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final HostNames names;

  RequestFilter(HostNames names) {
    this.names = names;
  }

  @Override
  public String description() {
    return "Checks the method, the host name and the origin of a request.";
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    Headers answer = exchange.getResponseHeaders();
    answer.set("Content-Security-Policy", POLICY);
    answer.set("X-Content-Type-Options", "nosniff");
    answer.set("Referrer-Policy", "no-referrer");
    answer.set("Cross-Origin-Resource-Policy", "same-origin");
    answer.set("Cache-Control", "no-store");
    List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
    if (hosts.size() != 1 || !names.allow(hosts.get(0))) {
      Answers.text(exchange, 403, "This page does not answer requests for this host name.");
    } else if (!exchange.getRequestMethod().equals("GET")) {
      answer.set("Allow", "GET");
      Answers.text(exchange, 405, "Only GET is supported.");
    } else if (isFromAnotherSite(exchange.getRequestHeaders())) {
      Answers.text(exchange, 403, "This page does not answer requests of other web sites.");
    } else {
      handle(exchange, chain);
    }
  }

  /** Returns whether a page of another site sends the request. A link on that page is allowed. */
  private static boolean isFromAnotherSite(Headers request) {
    return "cross-site".equals(request.getFirst("Sec-Fetch-Site"))
        && !"navigate".equals(request.getFirst("Sec-Fetch-Mode"));
  }

  private static void handle(HttpExchange exchange, Chain chain) throws IOException {
    try {
      chain.doFilter(exchange);
    } catch (RuntimeException e) {
      LOG.warn("The request {} failed.", exchange.getRequestURI().getPath(), e);
      exchange.close();
    }
  }
}
