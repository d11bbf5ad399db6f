package io.lakehousesync.examples.page;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names under which the page may be requested. This protects from DNS rebinding: a web site
 * makes its own name resolve to the address of the page, so that a visitor's browser lets the site
 * read the page. The request then has the name of that site.
 *
 * <p>Allowed are IP addresses, because such an attack needs a name; {@code localhost}; the host of
 * {@code --page}; and, if all addresses are served, the name of this machine. The port does not
 * matter, so that the page can be reached through a tunnel.
 */
final class HostNames {
  private static final Logger LOG = LoggerFactory.getLogger(HostNames.class);

  private static final Pattern HEADER =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+)(?::\\d+)?");
  private static final Pattern IP_V4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");

  private final Set<String> names = new HashSet<>();

  HostNames(PageAddress address) {
    names.add("localhost");
    names.add(address.host().toLowerCase(Locale.ROOT));
    if (address.address().isAnyLocalAddress()) {
      addThisMachine();
    }
  }

  private void addThisMachine() {
    try {
      InetAddress machine = InetAddress.getLocalHost();
      names.add(machine.getHostName().toLowerCase(Locale.ROOT));
      names.add(machine.getCanonicalHostName().toLowerCase(Locale.ROOT));
    } catch (UnknownHostException e) {
      LOG.debug("this machine has no known name, so only its addresses are allowed", e);
    }
  }

  /** Returns whether a request with this header {@code Host} is answered. */
  boolean allow(@Nullable String header) {
    if (header == null) {
      return false;
    }
    Matcher form = HEADER.matcher(header);
    if (!form.matches()) {
      return false;
    }
    String name = form.group(1).toLowerCase(Locale.ROOT);
    return name.startsWith("[") || IP_V4.matcher(name).matches() || names.contains(name);
  }
}
