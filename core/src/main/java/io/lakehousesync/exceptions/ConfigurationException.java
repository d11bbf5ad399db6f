package io.lakehousesync.exceptions;

import io.lakehousesync.text.Printable;
import java.util.List;

/** Thrown if a sync cannot be built from its configuration. Lists all problems that were found. */
public final class ConfigurationException extends LakehouseSyncException {
  private final List<String> problems;

  /**
   * Creates the exception.
   *
   * @param problems one sentence each: what is wrong, and what to do
   */
  public ConfigurationException(List<String> problems) {
    super(printable(problems));
    this.problems = printable(problems);
  }

  private static List<String> printable(List<String> problems) {
    return problems.stream().map(Printable::message).toList();
  }

  /** Returns the problems, one sentence each. */
  public List<String> problems() {
    return problems;
  }
}
