package io.lakehousesync.s3.internal.object;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A set of object addresses, each stored as a 128-bit hash. 1,000,000 addresses take 32 to 64 MB;
 * strings would take several times as much. The set treats two addresses with the same hash as one
 * address. Among 2<sup>40</sup> addresses, the probability of two equal hashes is 1 in
 * 10<sup>15</sup>. Not thread-safe.
 */
public final class AddressSet {
  private final MessageDigest digest;
  // Two longs per slot; a slot with two zeros is free.
  private long[] places = new long[2 << 10];
  private int size;

  public AddressSet() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Adds an address. Returns whether it was new. */
  public boolean add(ObjectAddress address) {
    ByteBuffer hash = hash(address);
    int place = place(places, hash);
    if (places[place] != 0 || places[place + 1] != 0) {
      return false;
    }
    put(places, place, hash);
    size++;
    if (size > places.length / 4) {
      grow();
    }
    return true;
  }

  /** Returns whether the set contains the address. */
  public boolean contains(ObjectAddress address) {
    int place = place(places, hash(address));
    return places[place] != 0 || places[place + 1] != 0;
  }

  int size() {
    return size;
  }

  private void grow() {
    long[] larger = new long[Math.multiplyExact(places.length, 2)];
    ByteBuffer hash = ByteBuffer.allocate(16);
    for (int i = 0; i < places.length; i += 2) {
      if (places[i] != 0 || places[i + 1] != 0) {
        hash.putLong(0, places[i]).putLong(8, places[i + 1]);
        put(larger, place(larger, hash), hash);
      }
    }
    places = larger;
  }

  private static void put(long[] places, int place, ByteBuffer hash) {
    places[place] = hash.getLong(0);
    places[place + 1] = hash.getLong(8);
  }

  /** Returns the index of the slot that has the hash, or of the free slot that it would take. */
  private static int place(long[] places, ByteBuffer hash) {
    long high = hash.getLong(0);
    long low = hash.getLong(8);
    // The length is a power of two.
    int place = (int) low << 1 & (places.length - 1);
    while ((places[place] != 0 || places[place + 1] != 0)
        && (places[place] != high || places[place + 1] != low)) {
      place = (place + 2) & (places.length - 1);
    }
    return place;
  }

  private ByteBuffer hash(ObjectAddress address) {
    String path = address.bucket() + "/" + address.key();
    return ByteBuffer.wrap(digest.digest(path.getBytes(StandardCharsets.UTF_8)));
  }
}
