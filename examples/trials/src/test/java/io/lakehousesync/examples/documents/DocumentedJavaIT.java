package io.lakehousesync.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles each block of Java in README and docs, and runs the program of the README. */
class DocumentedJavaIT {
  @TempDir private Path classes;

  @Test
  void everyBlockCompilesAndTheProgramRuns() throws Exception {
    List<CodeBlock> blocks = CodeBlock.all();
    assertThat(compile(blocks)).isEmpty();

    Set<Thread> before = Thread.getAllStackTraces().keySet();
    String output = run("FirstSync");

    assertThat(output)
        .matches(
            "(?s)synced public\\.stores -> public\\.iceberg_stores rows=2 snapshot=\\S+ .*"
                + "\\[\\{ID=1, NAME=Old Harbor}, \\{ID=2, NAME=Center}]\\R");
    await()
        .pollInSameThread()
        .untilAsserted(() -> assertThat(threadsThatKeepTheJvm(before)).isEmpty());
    assertThat(blocks)
        .as("the README shows the last line of the output")
        .anyMatch(block -> block.text().endsWith(output.lines().toList().get(1) + "\n"));
  }

  /** Returns the errors, with their place in the pages. */
  private List<String> compile(List<CodeBlock> blocks) {
    List<JavaSource> sources =
        blocks.stream()
            .filter(block -> block.language().equals("java"))
            .map(JavaSource::of)
            .toList();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    compiler
        .getTask(
            null,
            null,
            found,
            List.of(
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path")),
            null,
            sources)
        .call();
    return found.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .map(DocumentedJavaIT::describe)
        .toList();
  }

  private static List<String> threadsThatKeepTheJvm(Set<Thread> except) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon() && !except.contains(thread))
        .map(Thread::getName)
        .toList();
  }

  private static String describe(Diagnostic<? extends JavaFileObject> error) {
    String message = error.getMessage(Locale.ROOT);
    return error.getSource() instanceof JavaSource source
        ? source.position(error.getLineNumber()) + ": " + message
        : message;
  }

  private String run(String program) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stdout = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, Thread.currentThread().getContextClassLoader())) {
      loader
          .loadClass(program)
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(stdout);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
