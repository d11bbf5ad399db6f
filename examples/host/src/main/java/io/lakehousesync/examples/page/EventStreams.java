package io.lakehousesync.examples.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Sends server-sent events to the open pages. The first event of a stream has all tables. Each
 * later event has only the tables that have changed since the event before. If nothing changes, an
 * event without tables shows every few seconds that the sync still runs.
 *
 * <p>A stream uses one thread, and waits for its own reader only. Thread-safe.
 */
final class EventStreams implements HttpHandler {
  /** After this time without a change, an event without tables is sent. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  private final Semaphore places;
  private final int most;
  private State state;

  /**
   * A table as JSON.
   *
   * @param version the version of the state that has changed the table
   */
  private record Entry(int id, String json, long version) {}

  /**
   * What a stream sends. Each change has a higher version.
   *
   * @param summary the fields of the sync, as JSON without the brackets
   * @param tables the tables in their order
   */
  private record State(long version, boolean ended, String summary, List<Entry> tables) {
    static State first(SyncView view) {
      return new State(0, false, "", List.of()).next(view);
    }

    /** Returns the next state, or the same version if no table has changed. */
    State next(SyncView view) {
      Map<Integer, Entry> before = new HashMap<>();
      tables.forEach(entry -> before.put(entry.id, entry));
      List<Entry> after = new ArrayList<>();
      for (TableView table : view.tables()) {
        String json = PageJson.text(PageJson.fields(table));
        Entry old = before.get(table.id());
        after.add(
            old != null && old.json.equals(json) ? old : new Entry(table.id(), json, version + 1));
      }
      String fields = PageJson.text(PageJson.summary(view).map());
      return new State(
          after.equals(tables) && ended == view.ended() ? version : version + 1,
          view.ended(),
          fields.substring(1, fields.length() - 1),
          after);
    }

    /** Returns the event for a page that has received the states up to this version. */
    String eventSince(long sent) {
      StringJoiner order = new StringJoiner(",");
      StringJoiner changed = new StringJoiner(",");
      for (Entry entry : tables) {
        order.add(Integer.toString(entry.id));
        if (entry.version > sent) {
          changed.add(entry.json);
        }
      }
      // The order can change only together with a table.
      String fields = version > sent ? ",\"order\":[%s],\"tables\":[%s]" : "";
      return "data: {%s%s}\n\n".formatted(summary, fields.formatted(order, changed));
    }
  }

  /**
   * Creates an object without streams.
   *
   * @param most the largest number of streams at the same time
   * @param first what the first event has
   */
  EventStreams(int most, SyncView first) {
    this.most = most;
    state = State.first(first);
    places = new Semaphore(most);
  }

  /** Makes each stream send what has changed. If the view has ended, each stream then ends. */
  synchronized void publish(SyncView view) {
    state = state.next(view);
    notifyAll();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    if (!places.tryAcquire()) {
      Answers.text(exchange, 503, "At most %d pages can be open at once.".formatted(most));
      return;
    }
    try (OutputStream out = Answers.stream(exchange, "text/event-stream; charset=utf-8")) {
      send(out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }

  private void send(OutputStream out) throws IOException, InterruptedException {
    long sent = 0;
    State now;
    do {
      now = awaitAfter(sent);
      out.write(now.eventSince(sent).getBytes(StandardCharsets.UTF_8));
      out.flush();
      sent = now.version;
    } while (!now.ended);
  }

  private synchronized State awaitAfter(long sent) throws InterruptedException {
    long deadline = System.nanoTime() + HEARTBEAT.toNanos();
    long left = HEARTBEAT.toNanos();
    while (state.version <= sent && !state.ended && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline - System.nanoTime();
    }
    return state;
  }

  /**
   * Waits until all streams have ended, after an ended view was published.
   *
   * @return false if the time did not suffice
   */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    boolean ended = places.tryAcquire(most, timeout.toNanos(), TimeUnit.NANOSECONDS);
    if (ended) {
      places.release(most);
    }
    return ended;
  }
}
