package io.lakehousesync.testkit.pglake.internal.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.lakehousesync.testkit.pglake.internal.engine.QueryEngine;
import io.lakehousesync.testkit.pglake.internal.rows.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory through which the server and the engine communicate. The server first writes {@code
 * *.rows}, then a {@code *.request}: one line of JSON in base64. The request is complete when it
 * ends with a line end. The engine writes its answer to a temporary file, and then renames this
 * file to {@code *.answer}. On Linux, the operating system notifies the JVM of new files. On other
 * systems, and if a notification is lost, the JVM polls the directory.
 */
final class RequestDirectory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RequestDirectory.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final boolean HAS_EVENTS = System.getProperty("os.name", "").equals("Linux");
  private static final Duration SCAN_INTERVAL = Duration.ofMillis(HAS_EVENTS ? 200 : 2);
  private static final Duration KEEP_ANSWERS = Duration.ofMinutes(1);
  private static final Duration KEEP_ROWS = Duration.ofHours(1);

  private final Path directory;
  private final QueryEngine engine;
  private final WatchService watch;
  private final Set<String> taken = ConcurrentHashMap.newKeySet();
  private final ExecutorService workers =
      Executors.newCachedThreadPool(task -> daemon(task, "pg_lake-engine"));
  private final Thread watcher;
  private volatile boolean closed;
  private Instant nextScan = Instant.EPOCH;

  RequestDirectory(Path directory, QueryEngine engine) throws IOException {
    this.directory = directory;
    this.engine = engine;
    this.watch = directory.getFileSystem().newWatchService();
    directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
    this.watcher = daemon(this::run, "pg_lake-requests");
    watcher.start();
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void run() {
    while (!closed) {
      try {
        WatchKey key = watch.poll(SCAN_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        if (key != null) {
          for (WatchEvent<?> event : key.pollEvents()) {
            if (event.context() instanceof Path name) {
              offer(name.toString());
            }
          }
          key.reset();
        }
        if (Instant.now().isAfter(nextScan)) {
          scan();
          nextScan = Instant.now().plus(SCAN_INTERVAL);
        }
      } catch (InterruptedException | ClosedWatchServiceException e) {
        return;
      } catch (IOException | RuntimeException e) {
        if (!closed) {
          log.warn("The request directory {} could not be read", directory, e);
        }
      }
    }
  }

  private void scan() throws IOException {
    Instant now = Instant.now();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.endsWith(".request")) {
          offer(name);
        } else if (isOlder(file, name.endsWith(".rows") ? KEEP_ROWS : KEEP_ANSWERS, now)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isOlder(Path file, Duration age, Instant now) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().plus(age).isBefore(now);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void offer(String name) {
    if (name.endsWith(".request") && taken.add(name)) {
      workers.execute(() -> answer(name));
    }
  }

  private void answer(String name) {
    Path file = directory.resolve(name);
    try {
      String line = readLine(file);
      JsonNode request = MissingNode.getInstance();
      JsonNode answer;
      try {
        request = JSON.readTree(Base64.getDecoder().decode(line));
        answer = engine.answer(request, directory);
      } catch (IOException | RuntimeException e) {
        answer =
            QueryEngine.error(
                EngineException.INTERNAL_ERROR, "the request could not be read: " + e);
      }
      String id = name.substring(0, name.lastIndexOf('.'));
      Path written = directory.resolve(id + ".written");
      Files.write(written, JSON.writeValueAsBytes(answer));
      Files.delete(file);
      deleteRows(request);
      Files.move(written, directory.resolve(id + ".answer"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      if (!closed) {
        log.warn("The request {} got no answer", file, e);
      }
    } finally {
      taken.remove(name);
    }
  }

  private void deleteRows(JsonNode request) throws IOException {
    for (String rows : List.of("old_rows", "new_rows")) {
      if (request.has(rows)) {
        Files.deleteIfExists(directory.resolve(request.required(rows).asText()));
      }
    }
  }

  private static String readLine(Path file) throws IOException {
    while (true) {
      String line = Files.readString(file, StandardCharsets.US_ASCII);
      if (line.endsWith("\n")) {
        return line.stripTrailing();
      }
      LockSupport.parkNanos(100_000);
    }
  }

  /** Stops the engine. Requests in progress get no answer. */
  @Override
  public void close() {
    closed = true;
    workers.shutdownNow();
    try {
      watch.close();
      watcher.join(Duration.ofSeconds(5).toMillis());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
