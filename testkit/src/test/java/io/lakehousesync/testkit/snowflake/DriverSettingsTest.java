package io.lakehousesync.testkit.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriverSettingsTest {
  @Test
  void encodesTheLoginInTheUrl() {
    assertThat(new DriverSettings(99, "SYNC", "a&b=c d").url())
        .isEqualTo(
            "jdbc:snowflake://localhost:99/?account=standin&user=SYNC&password=a%26b%3Dc+d&ssl=off"
                + "&JDBC_QUERY_RESULT_FORMAT=JSON&disablePlatformDetection=true"
                + "&networkTimeout=30000&loginTimeout=30");
  }

  @Test
  void namesTheDriverThatIsMissing() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.contains("snowflake-jdbc")) {
        urls.add(new File(entry).toURI().toURL());
      }
    }
    try (URLClassLoader withoutDriver =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> settings = withoutDriver.loadClass(DriverSettings.class.getName());
      Constructor<?> constructor =
          settings.getDeclaredConstructor(int.class, String.class, String.class);
      constructor.setAccessible(true);
      Method dataSource = settings.getDeclaredMethod("dataSource", Map.class);
      dataSource.setAccessible(true);
      Object other = constructor.newInstance(99, "SYNC", "sync");
      assertThatThrownBy(() -> dataSource.invoke(other, Map.of()))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "The Snowflake JDBC driver is not on the class path. The testkit does not bring it,"
                  + " because it has 100 MB: add net.snowflake:snowflake-jdbc with the scope test.");
    }
  }
}
