package io.lakehousesync.testkit.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the scripts with programs that only print their arguments, in place of the servers. */
class StartScriptsTest {
  @TempDir private Path base;

  @Test
  void theQueryEngineGetsTheSocketsOfTheSharedVolume() throws Exception {
    assertThat(run(StartScripts.engine(17), "pgduck_server", 17))
        .contains("--unix_socket_directory " + base.resolve("sockets"))
        .contains("--init_file_path /tmp/init.sql");
  }

  @Test
  void postgresFindsTheQueryEngineAndItsTables() throws Exception {
    assertThat(run(StartScripts.postgres(18, "s3://lake/tables/"), "postgres", 18))
        .contains("pg_lake_engine.host=host=" + base.resolve("sockets") + " port=5332")
        .contains("pg_lake_iceberg.default_location_prefix=s3://lake/tables/");
    assertThat(base.resolve("pgsql-18/data/pg_hba.conf")).hasContent("host all all all trust");
  }

  private String run(String script, String server, int major) throws Exception {
    Path bin = Files.createDirectories(base.resolve("pgsql-%d/bin".formatted(major)));
    program(bin.resolve(server), "echo \"$@\"");
    Path tools = Files.createDirectories(base.resolve("tools"));
    program(tools.resolve("sudo"), "echo \"$@\" > /dev/null");
    ProcessBuilder builder =
        new ProcessBuilder(List.of("bash", "-c", script)).redirectErrorStream(true);
    builder.environment().put("PGBASEDIR", base.toString());
    builder.environment().remove("PG_MAJOR");
    builder.environment().merge("PATH", tools.toString(), (path, first) -> first + ":" + path);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static void program(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
