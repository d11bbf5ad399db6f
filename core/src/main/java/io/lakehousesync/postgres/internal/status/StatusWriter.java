package io.lakehousesync.postgres.internal.status;

import io.lakehousesync.TableHealth;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.text.Printable;
import io.lakehousesync.verify.TableVerification;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes the state of all tables of a sync, with one statement.
 *
 * @param host the name of the host, for people
 * @param instance the id of this run of the host
 */
public record StatusWriter(String host, UUID instance) {
  /** The longest text. Failures can quote the values of a row. */
  private static final int LONGEST = 2_000;

  /**
   * Writes the state.
   *
   * @param now the host's clock, read inside of the transaction
   */
  public void write(Connection connection, List<TableHealth> tables, Instant now)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(StatusTable.WRITE)) {
      statement.setString(1, text(host));
      statement.setObject(2, instance);
      Columns columns = new Columns(statement, tables, now);
      columns.text(health -> Optional.of(health.table().target().toString()));
      columns.text(health -> Optional.of(health.table().source().toString()));
      columns.text(health -> Optional.of(word(health.status())));
      columns.text(health -> Optional.of(health.reason()));
      columns.text(health -> health.served().map(MetadataLocation::uri));
      columns.age(TableHealth::completeThrough);
      columns.age(TableHealth::servedThrough);
      columns.age(health -> health.verification().flatMap(TableVerification::verifiedThrough));
      columns.age(health -> health.verification().map(TableVerification::at));
      columns.number(health -> health.verification().map(TableVerification::differences));
      columns.number(health -> health.verification().flatMap(found -> boxed(found.pendingRows())));
      columns.text(health -> health.verification().flatMap(StatusWriter::notCompared));
      columns.age(TableHealth::lastCopiedAt);
      columns.number(health -> boxed(health.lastCopiedRows()));
      columns.age(TableHealth::lastFailedAt);
      columns.text(TableHealth::lastFailure);
      columns.age(TableHealth::lastRunAt);
      statement.executeUpdate();
    }
  }

  /** Returns the word for a status, as the table has it. */
  public static String word(TableHealth.Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private static Optional<String> notCompared(TableVerification found) {
    return Optional.of(String.join(" ", found.notCompared())).filter(text -> !text.isEmpty());
  }

  private static Optional<Long> boxed(OptionalLong number) {
    return number.stream().boxed().findFirst();
  }

  private static String text(String text) {
    String shown = Printable.message(text);
    return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + " …";
  }

  /** Sets one array after the other, each with a value for each table. */
  private static final class Columns {
    private final PreparedStatement statement;
    private final List<TableHealth> tables;
    private final Instant now;
    private int next = 3;

    Columns(PreparedStatement statement, List<TableHealth> tables, Instant now) {
      this.statement = statement;
      this.tables = tables;
      this.now = now;
    }

    void text(Function<TableHealth, Optional<String>> value) throws SQLException {
      set("text", health -> value.apply(health).map(StatusWriter::text).orElse(null));
    }

    void number(Function<TableHealth, Optional<Long>> value) throws SQLException {
      set("int8", health -> value.apply(health).orElse(null));
    }

    /** Sets the age of a time, in milliseconds. */
    void age(Function<TableHealth, Optional<Instant>> value) throws SQLException {
      number(health -> value.apply(health).map(time -> Duration.between(time, now).toMillis()));
    }

    private void set(String type, Function<TableHealth, @Nullable Object> value)
        throws SQLException {
      Object[] values = tables.stream().map(value).toArray();
      statement.setArray(next++, statement.getConnection().createArrayOf(type, values));
    }
  }
}
