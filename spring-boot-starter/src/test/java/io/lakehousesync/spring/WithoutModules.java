package io.lakehousesync.spring;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;

/** Hides the modules for Snowflake and S3: their classes, and what they provide as services. */
final class WithoutModules extends ClassLoader {
  WithoutModules() {
    super(WithoutModules.class.getClassLoader());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith("io.lakehousesync.snowflake.") || name.startsWith("io.lakehousesync.s3.")) {
      throw new ClassNotFoundException(name);
    }
    return super.loadClass(name, resolve);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return Collections.enumeration(
        Collections.list(super.getResources(name)).stream()
            .filter(
                url -> !url.toString().matches(".*[/-](snowflake|s3)[/-].*META-INF/services/.*"))
            .toList());
  }
}
