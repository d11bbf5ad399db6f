package io.lakehousesync.examples.page;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest elements, up to a fixed number. Not thread-safe. */
final class Ring<T> {
  private final int capacity;
  private final Deque<T> elements = new ArrayDeque<>();

  /**
   * Creates an empty ring.
   *
   * @param capacity the largest number of elements, at least 1
   */
  Ring(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("the capacity must be at least 1, got " + capacity);
    }
    this.capacity = capacity;
  }

  /** Adds an element. If the ring is full, removes the oldest element. */
  void add(T element) {
    if (elements.size() == capacity) {
      elements.removeFirst();
    }
    elements.addLast(element);
  }

  /** Returns a copy of the elements, the oldest first. */
  List<T> list() {
    return List.copyOf(elements);
  }
}
