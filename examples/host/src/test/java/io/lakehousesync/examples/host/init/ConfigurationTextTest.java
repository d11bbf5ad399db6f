package io.lakehousesync.examples.host.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.table.WriteMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTextTest {
  @Test
  void theLibraryReadsWhatWasWritten(@TempDir Path directory) throws Exception {
    List<SyncTable> tables =
        List.of(
            SyncTable.of("orders", "iceberg_orders").mode(WriteMode.UPSERT).key("id", "Größe"),
            SyncTable.of(name("C:\\temp ${x} = #!\n"), name("t")).catalogName("\"T t\""),
            SyncTable.of(name("a b"), name("ab")).tracking(ChangeTracking.comparison()),
            SyncTable.of(name("a.b"), name("ab2")).mode(WriteMode.APPEND),
            SyncTable.of(name("a_b"), name("ab3")));
    ConfigurationText text =
        new ConfigurationText(
            Stream.concat(tables.stream(), Stream.of(SyncTable.of("x", "y")))
                .map(SyncTable::source)
                .toList());
    text.value("postgres.url", "jdbc:postgresql://localhost/shop");
    text.value("postgres.password", "\\${x}");
    text.comment("line\nbreak #");
    tables.forEach(text::table);
    text.withoutEffect(SyncTable.of("x", "y"));

    SyncConfiguration read =
        SyncConfiguration.load(
            Files.writeString(directory.resolve("c.properties"), text.toString()));

    assertThat(read.tables().values()).containsExactlyElementsOf(tables);
    assertThat(read.tables()).containsEntry("public.a_b", tables.get(4));
  }

  @Test
  void aCommentIsWrappedAndCannotSetAKey() {
    ConfigurationText text = new ConfigurationText(List.of());

    text.comment("word ".repeat(50) + "\rtable.a.target=b");

    assertThat(text.toString().lines())
        .hasSizeGreaterThan(2)
        .allSatisfy(line -> assertThat(line).startsWith("#").hasSizeLessThanOrEqualTo(100));
  }

  private static TableName name(String table) {
    return new TableName("public", table);
  }
}
