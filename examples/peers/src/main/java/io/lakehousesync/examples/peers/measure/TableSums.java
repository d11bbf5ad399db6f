package io.lakehousesync.examples.peers.measure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;

/**
 * Sums that two tables with the same rows have in common. The Iceberg table is read from its
 * metadata file, in the same way for each peer, and not by the peer.
 *
 * @param hashes the sum of a hash of each row's id, version and payload
 */
public record TableSums(long rows, long ids, long hashes) {
  private static final String OF_HEAP =
      """
      SELECT count(*), coalesce(sum(id), 0),
             coalesce(sum(('x' || left(md5(id || ' ' || version || ' ' || payload), 8))::bit(32)::bigint), 0)
      FROM %s
      """;

  /** Computes the sums of a heap table. */
  public static TableSums ofHeap(DataSource postgres, String heap) throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OF_HEAP.formatted(heap))) {
      row.next();
      return new TableSums(row.getLong(1), row.getLong(2), row.getLong(3));
    }
  }

  /** Computes the sums of an Iceberg table, in the snapshot of a metadata file. */
  public static TableSums ofIceberg(FileIO io, String metadataLocation) throws IOException {
    BaseTable table = new BaseTable(new StaticTableOperations(metadataLocation, io), "peer");
    long rows = 0;
    long ids = 0;
    long hashes = 0;
    MessageDigest md5 = md5();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record row : records) {
        long id = (long) row.getField("id");
        rows++;
        ids += id;
        String text = id + " " + row.getField("version") + " " + row.getField("payload");
        byte[] hash = md5.digest(text.getBytes(StandardCharsets.UTF_8));
        hashes += Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt());
      }
    }
    return new TableSums(rows, ids, hashes);
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java platform has MD5", e);
    }
  }
}
