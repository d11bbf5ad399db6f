package io.lakehousesync.spring;

import io.lakehousesync.exceptions.ConfigurationException;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Shows all problems of a configuration when the application fails to start, without a stack trace.
 */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationException cause) {
    return new FailureAnalysis(
        cause.problems().stream()
            .map("    - "::concat)
            .collect(
                Collectors.joining("\n", "The sync of Lakehouse Sync cannot be built:\n\n", "")),
        "Set or correct these properties. In Spring Boot, each of these keys has the prefix lakehouse."
            + " A bean can also replace some of them: a DataSource for PostgreSQL, a SyncTable for a"
            + " table.",
        cause);
  }
}
