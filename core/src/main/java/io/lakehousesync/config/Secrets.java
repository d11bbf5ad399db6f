package io.lakehousesync.config;

import java.util.regex.Pattern;

/** Removes possible secrets from the values of keys that are not secret. */
final class Secrets {
  /** The user and the password before the host of a URL. */
  private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/@]*@");

  /** The parameters of a JDBC URL, which can contain a password. */
  private static final Pattern PARAMETERS = Pattern.compile("(?<=://)([^?;]*)[?;].*");

  private Secrets() {}

  static String hide(String value) {
    String withoutUser = USER_INFO.matcher(value).replaceAll("(hidden)@");
    return PARAMETERS.matcher(withoutUser).replaceFirst("$1?(hidden)");
  }
}
