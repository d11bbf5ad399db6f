package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Other roles that take the lock of the copies. */
class StrangerLockIT {
  private static final SyncTable TABLE = SyncTable.of("core_it.t", "core_it.lake");
  private static final String TAKE =
      "SELECT pg_advisory_lock(hashtextextended('lakehouse_sync:core_it.lake', 0))";

  private final PgLakeSource source = PgLakeSource.of(TestSchema.copier());

  @BeforeEach
  void create() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (id int PRIMARY KEY)");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    TestSchema.execute(
        "DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN PASSWORD 'stranger'");
  }

  @AfterEach
  void dropRole() throws SQLException {
    TestSchema.execute("DROP ROLE IF EXISTS stranger");
  }

  @Test
  void aHolderThatCannotCopyIsNamedAsSuch() throws SQLException {
    try (Connection stranger = TestSchema.postgres().getConnection("stranger", "stranger");
        Statement statement = stranger.createStatement()) {
      statement.execute(TAKE);

      CopyResult result = source.copy(TABLE);

      assertThat(result.remaining()).isEqualTo(Remaining.BLOCKED);
      assertThat(result.blockedBy().orElseThrow())
          .contains("user stranger), which holds the lock of the copy")
          .contains("Its role has no right to copy");
    }
    assertThat(source.copy(TABLE).remaining()).isEqualTo(Remaining.NONE);
  }

  @Test
  void aHolderWithTheRightsOfASyncCopies() throws SQLException {
    try (Connection host = TestSchema.postgres().getConnection();
        Statement statement = host.createStatement()) {
      statement.execute(TAKE);

      CopyResult result = source.copy(TABLE);

      assertThat(result.remaining()).isEqualTo(Remaining.ELSEWHERE);
      assertThat(result.blockedBy().orElseThrow()).contains("which copies the table");
    }
  }
}
