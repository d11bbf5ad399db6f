package io.lakehousesync.examples.documents;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.SimpleJavaFileObject;

/**
 * A block of Java as a source file. There are three kinds of block:
 *
 * <ul>
 *   <li>With an import: a complete file. It is compiled as it stands.
 *   <li>After the line {@code <!-- java members -->}: members of a class.
 *   <li>Any other: statements.
 * </ul>
 *
 * Members and statements are compiled in a subclass of {@link KnownVariables}, with the imports of
 * {@link #IMPORTS}.
 */
final class JavaSource extends SimpleJavaFileObject {
  private static final Pattern PUBLIC_CLASS =
      Pattern.compile("(?m)^public (?:final )?class (\\w+)");
  private static final String IMPORTS =
      """
      import com.github.kagkarlsson.scheduler.task.helper.*;
      import com.zaxxer.hikari.*;
      import io.lakehousesync.*;
      import io.lakehousesync.config.*;
      import io.lakehousesync.contract.*;
      import io.lakehousesync.examples.dbscheduler.*;
      import io.lakehousesync.examples.duckdb.*;
      import io.lakehousesync.spring.*;
      import io.lakehousesync.micrometer.*;
      import io.lakehousesync.postgres.*;
      import io.lakehousesync.postgres.report.*;
      import io.lakehousesync.s3.*;
      import io.lakehousesync.snowflake.*;
      import io.lakehousesync.snowflake.setup.*;
      import io.lakehousesync.spi.*;
      import io.lakehousesync.table.*;
      import io.lakehousesync.testkit.*;
      import io.lakehousesync.testkit.containers.*;
      import io.lakehousesync.testkit.junit.LakehouseTest;
      import io.lakehousesync.testkit.snowflake.*;
      import io.lakehousesync.verify.*;
      import io.micrometer.core.instrument.MeterRegistry;
      import java.nio.file.*;
      import java.sql.*;
      import java.time.Duration;
      import java.util.*;
      import javax.sql.DataSource;
      import org.junit.jupiter.api.*;
      import org.junit.jupiter.api.io.TempDir;
      import org.springframework.context.annotation.Bean;
      import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
      import org.testcontainers.junit.jupiter.*;
      import org.testcontainers.utility.DockerImageName;
      """;

  private final CodeBlock block;
  private final String source;
  private final int linesBefore;

  private JavaSource(CodeBlock block, String className, String before, String after) {
    super(URI.create("string:///" + className + ".java"), Kind.SOURCE);
    this.block = block;
    this.source = before + block.text() + after;
    this.linesBefore = (int) before.lines().count();
  }

  static JavaSource of(CodeBlock block) {
    String name = "Block_" + block.toString().replaceAll("\\W", "_");
    String imports =
        IMPORTS + "import " + KnownVariables.class.getName() + ";\n@SuppressWarnings(\"unused\")\n";
    if (block.text().startsWith("import ")) {
      Matcher publicClass = PUBLIC_CLASS.matcher(block.text());
      return new JavaSource(block, publicClass.find() ? publicClass.group(1) : name, "", "");
    }
    String type = imports + "abstract class " + name + " extends KnownVariables {\n";
    return block.kind().equals("java members")
        ? new JavaSource(block, name, type, "}\n")
        : new JavaSource(block, name, type + "void run() throws Exception {\n", "}\n}\n");
  }

  /** Returns where a line of this source is in the page. */
  String position(long line) {
    return block.page() + ":" + (block.line() + line - linesBefore - 1);
  }

  @Override
  public CharSequence getCharContent(boolean ignoreEncodingErrors) {
    return source;
  }
}
