package io.lakehousesync.testkit.snowflake;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The latest answers by request id. The driver repeats a request whose answer it did not get, with
 * the same id; the statement must not run twice. Thread-safe.
 */
final class Answers {
  private static final int KEPT = 32;

  private final Map<String, CompletableFuture<byte[]>> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<byte[]>> eldest) {
          return size() > KEPT;
        }
      };

  /** Returns the answer of this request, and works it out if it is new. */
  byte[] answer(String requestId, Supplier<byte[]> work) {
    CompletableFuture<byte[]> mine = new CompletableFuture<>();
    CompletableFuture<byte[]> first;
    synchronized (answers) {
      first = answers.putIfAbsent(requestId, mine);
    }
    if (first != null) {
      return first.join();
    }
    try {
      mine.complete(work.get());
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    }
    return mine.join();
  }
}
