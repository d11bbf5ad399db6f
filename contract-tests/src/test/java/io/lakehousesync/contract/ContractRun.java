package io.lakehousesync.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs the tests of a contract with an implementation of it. */
final class ContractRun {
  private ContractRun() {}

  /** Returns the names of the tests that fail. */
  static Set<String> failures(Class<?> subclass) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(subclass))
        .execute()
        .testEvents()
        .failed()
        .map(event -> event.getTestDescriptor().getSource().orElseThrow())
        .map(source -> ((MethodSource) source).getMethodName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the names of the tests of a contract. */
  static List<String> tests(Class<?> contract) {
    return Arrays.stream(contract.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .map(method -> method.getName())
        .sorted()
        .toList();
  }
}
