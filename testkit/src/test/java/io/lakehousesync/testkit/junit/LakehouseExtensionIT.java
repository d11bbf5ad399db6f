package io.lakehousesync.testkit.junit;

import static io.lakehousesync.testkit.junit.SampleTests.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.lakehousesync.testkit.EmbeddedLakehouse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs sample test classes, and checks what they leave. */
class LakehouseExtensionIT {
  @Test
  void givesEachClassAFreshDatabaseAndAccountAndEndsThem() throws Exception {
    TestExecutionSummary summary =
        run(SampleTests.EveryParameter.class, SampleTests.SameNamesAgain.class);

    assertThat(failures(summary)).isEmpty();
    assertThat(summary.getTestsSucceededCount()).isEqualTo(3);
    assertThat(
            column(
                EmbeddedLakehouse.shared().pgLake().dataSource(),
                "SELECT datname FROM pg_database WHERE datname LIKE 'test%'"))
        .isEmpty();
  }

  @Test
  void explainsWhereTheAnnotationBelongs() {
    assertThat(failures(run(SampleTests.OnlyNested.class)))
        .contains(
            "@LakehouseTest belongs on the outermost test class, "
                + SampleTests.OnlyNested.class.getName());
  }

  private static TestExecutionSummary run(Class<?>... classes) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                Arrays.stream(classes)
                    .map(type -> selectClass(type))
                    .toArray(org.junit.platform.engine.DiscoverySelector[]::new))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    return listener.getSummary();
  }

  private static String failures(TestExecutionSummary summary) {
    StringWriter text = new StringWriter();
    for (TestExecutionSummary.Failure failure : summary.getFailures()) {
      failure.getException().printStackTrace(new PrintWriter(text, true));
    }
    return text.toString();
  }
}
