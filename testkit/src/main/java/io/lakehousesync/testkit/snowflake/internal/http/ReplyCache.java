package io.lakehousesync.testkit.snowflake.internal.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The latest replies by request id. The driver repeats a request with the same id if it got no
 * reply; the statement must not run twice. Thread-safe.
 */
final class ReplyCache {
  private static final int KEPT = 32;

  private final Map<String, CompletableFuture<byte[]>> replies =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<byte[]>> eldest) {
          return size() > KEPT;
        }
      };

  /** Returns the reply to this request, and computes it if the request is new. */
  byte[] reply(String requestId, Supplier<byte[]> work) {
    CompletableFuture<byte[]> mine = new CompletableFuture<>();
    CompletableFuture<byte[]> first;
    synchronized (replies) {
      first = replies.putIfAbsent(requestId, mine);
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
