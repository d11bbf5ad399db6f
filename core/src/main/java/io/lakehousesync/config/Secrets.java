package io.lakehousesync.config;

import java.util.regex.Pattern;

/** Takes out of a value what may be a secret although its key does not say so. */
final class Secrets {
  /** A user's name and password before the host. */
  private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/@]*@");

  /** The parameters of a JDBC URL can hold a password. */
  private static final Pattern PARAMETERS = Pattern.compile("(?<=://)([^?;]*)[?;].*");

  private Secrets() {}

  static String hide(String value) {
    String withoutUser = USER_INFO.matcher(value).replaceAll("(hidden)@");
    return PARAMETERS.matcher(withoutUser).replaceFirst("$1?(hidden)");
  }
}
