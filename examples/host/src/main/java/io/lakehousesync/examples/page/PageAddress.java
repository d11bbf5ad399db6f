package io.lakehousesync.examples.page;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where the page is served.
 *
 * @param host the name or address as the user wrote it; "localhost" if the user gave only a port
 * @param address the address of the host
 * @param port the port; 0 for any free port
 */
record PageAddress(String host, InetAddress address, int port) {
  private static final Pattern FORM = Pattern.compile("(?:(\\[[^\\]]+]|[^:\\[\\]]+):)?(\\d{1,5})");

  /**
   * Parses {@code PORT} or {@code HOST:PORT}. An IPv6 address is in brackets. Without a host, the
   * page is served on the loopback address only.
   *
   * @throws IllegalArgumentException if the text has another form, or if the host is unknown
   */
  static PageAddress parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Integer.parseInt(form.group(2)) > 65535) {
      throw new IllegalArgumentException(
          "'%s' is neither PORT nor HOST:PORT, such as 8080 or 0.0.0.0:8080".formatted(text));
    }
    int port = Integer.parseInt(form.group(2));
    String host = form.group(1);
    if (host == null) {
      return new PageAddress("localhost", InetAddress.getLoopbackAddress(), port);
    }
    try {
      return new PageAddress(host, InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("the host of '%s' is unknown".formatted(text), e);
    }
  }

  /** Returns whether only this machine can reach the page. */
  boolean isLoopback() {
    return address.isLoopbackAddress();
  }

  InetSocketAddress socket() {
    return new InetSocketAddress(address, port);
  }

  /** Returns the address of the page for a browser. */
  String url(int boundPort) {
    return "http://%s:%d/".formatted(address.isAnyLocalAddress() ? "localhost" : host, boundPort);
  }

  /** Reads the address on a command line. */
  static final class Converter implements ITypeConverter<PageAddress> {
    Converter() {}

    @Override
    public PageAddress convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
