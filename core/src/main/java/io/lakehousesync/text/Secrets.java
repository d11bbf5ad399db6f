package io.lakehousesync.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides what may be a secret in a URL, or in another setting. If it is not clear where a secret
 * ends, more is hidden than the secret.
 */
public final class Secrets {
  private static final String HIDDEN = "(hidden)";

  /** A URL: the part before its host, and the rest. JDBC URLs can have no slashes. */
  private static final Pattern URL =
      Pattern.compile("(?is)((?:jdbc:[a-z0-9+.-]+:|[a-z][a-z0-9+.-]*:(?=//))(?://)?)(.*)");

  /** A login and a host that are written without a scheme. */
  private static final Pattern LOGIN = Pattern.compile("[^\\s@]*:\\S*@(\\S*)");

  /** A parameter whose name says that its value is a secret. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?is)([\\w.-]*(?:password|passwd|pwd|passphrase|passcode|secret|token|credential"
              + "|private_key|privatekey)[\\w.-]*\\s*=\\s*).*");

  private Secrets() {}

  /**
   * Returns a URL, or any other text, without secrets. In a URL, these parts are hidden: the user
   * and the password before the host, and all parameters. If the password may contain a character
   * that begins the parameters, everything after the scheme is hidden.
   */
  public static String hide(String text) {
    Matcher url = URL.matcher(text);
    if (url.matches()) {
      return url.group(1) + withoutLoginAndParameters(url.group(2));
    }
    Matcher login = LOGIN.matcher(text);
    String shown = login.matches() ? HIDDEN + "@" + login.group(1) : text;
    return PARAMETER.matcher(shown).replaceFirst("$1" + Matcher.quoteReplacement(HIDDEN));
  }

  private static String withoutLoginAndParameters(String rest) {
    int host = rest.lastIndexOf('@') + 1;
    int parameters = parameters(rest);
    if (parameters < host) {
      return HIDDEN;
    }
    return (host > 0 ? HIDDEN + "@" : "")
        + rest.substring(host, parameters)
        + (parameters < rest.length() ? "?" + HIDDEN : "");
  }

  /** Returns where the parameters begin, or the length of the text if it has none. */
  private static int parameters(String rest) {
    int first = 0;
    while (first < rest.length() && "?;&".indexOf(rest.charAt(first)) < 0) {
      first++;
    }
    return first;
  }
}
