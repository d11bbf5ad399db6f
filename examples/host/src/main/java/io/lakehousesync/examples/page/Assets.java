package io.lakehousesync.examples.page;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The files of the page, from the class path. */
enum Assets {
  /** The page itself. It names the other files. */
  PAGE("page.html", "text/html; charset=utf-8"),
  /** The page that asks for the token. */
  TOKEN("token.html", "text/html; charset=utf-8"),
  /** The style sheet. */
  STYLE("page.css", "text/css; charset=utf-8"),
  /** The module that shows the data. */
  SCRIPT("page.js", "text/javascript; charset=utf-8"),
  /** The style sheet of the charts. */
  CHART_STYLE("uPlot.min.css", "text/css; charset=utf-8"),
  /** The library that draws the charts. */
  CHART_SCRIPT("uPlot.iife.min.js", "text/javascript; charset=utf-8");

  private static final String WEB_JAR = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

  private final String fileName;
  private final String contentType;

  Assets(String fileName, String contentType) {
    this.fileName = fileName;
    this.contentType = contentType;
  }

  /** Returns the name under which the page refers to this file. */
  String fileName() {
    return fileName;
  }

  String contentType() {
    return contentType;
  }

  /** Returns the content, which is UTF-8. */
  byte[] bytes() {
    try {
      return read(
          fileName.startsWith("uPlot")
              ? "/META-INF/resources/webjars/uplot/%s/dist/%s".formatted(version(), fileName)
              : fileName);
    } catch (IOException e) {
      throw new UncheckedIOException("the page is not complete on the class path", e);
    }
  }

  /** Returns the content as text. */
  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** Returns the version of the library, which is part of the path in its jar. */
  private static String version() throws IOException {
    Properties properties = new Properties();
    properties.load(new ByteArrayInputStream(read(WEB_JAR)));
    return properties.getProperty("version");
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream content = Assets.class.getResourceAsStream(resource)) {
      if (content == null) {
        throw new FileNotFoundException(resource);
      }
      return content.readAllBytes();
    }
  }
}
