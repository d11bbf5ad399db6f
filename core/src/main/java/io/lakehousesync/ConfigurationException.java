package io.lakehousesync;

import java.util.List;

/** The sync cannot be built as it is configured. All problems that were found are named at once. */
public final class ConfigurationException extends LakehouseSyncException {
  private final List<String> problems;

  /**
   * Creates the exception.
   *
   * @param problems one sentence each: what is wrong, and what to do
   */
  public ConfigurationException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems), null);
    this.problems = List.copyOf(problems);
  }

  /** The problems, one sentence each. */
  public List<String> problems() {
    return problems;
  }
}
