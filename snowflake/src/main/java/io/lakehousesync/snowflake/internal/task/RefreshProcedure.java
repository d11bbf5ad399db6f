package io.lakehousesync.snowflake.internal.task;

import io.lakehousesync.snowflake.internal.sql.Literals;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.TypedTemplate;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The body of the stored procedure with which Snowflake refreshes a table from its stage.
 *
 * <p>It differs as follows from the hand-written procedure of Reza Brianca's article "Building a
 * True Lakehouse via Snowflake Postgres and pg_lake":
 *
 * <ul>
 *   <li>The newest file is the one with the highest version in its name, because LAST_MODIFIED has
 *       a resolution of one second.
 *   <li>If two files have the newest version, one of them was never committed. The procedure then
 *       refreshes nothing until a file with a higher version exists.
 *   <li>The table never goes back to an older version.
 *   <li>An INSERT consumes the stream on every way out, also if nothing was refreshed. Otherwise
 *       the task would run, and be charged, again and again without new files. The INSERT runs
 *       after the refresh, and is committed only if no newer file has arrived since. So the
 *       procedure runs again after an SQL error, or if a file arrives during a refresh.
 *   <li>If a person must look, the procedure raises an exception after the stream was consumed. The
 *       history of the task then has a failed run with the reason. The next new file starts the
 *       next run.
 *   <li>REFRESH runs outside the transaction that consumes the stream, because Snowflake requires
 *       this.
 * </ul>
 *
 * <p>The procedure cannot know whether the newest file was ever committed, because a commit that
 * fails after its upload leaves a file behind. Only PostgreSQL knows which files were committed.
 */
public final class RefreshProcedure {
  /** The exceptions have the numbers from this one up to the last one. */
  private static final int FIRST_EXCEPTION = -20004;

  private static final int LAST_EXCEPTION = -20001;

  private static final String BODY =
      """
      DECLARE
        files INTEGER;
        files_now INTEGER;
        newest VARCHAR;
        newest_now VARCHAR;
        served VARCHAR;
        problem VARCHAR DEFAULT 'none';
        no_metadata_file EXCEPTION (-20001, {no file});
        several_newest_files EXCEPTION (-20002, {several files});
        another_table_served EXCEPTION (-20003, {another table});
        newer_file_served EXCEPTION (-20004, {newer file});
      BEGIN
        {newest into newest}
        IF (files = 0) THEN
          problem := 'no metadata file';
        ELSEIF (files > 1) THEN
          problem := 'several newest files';
        ELSE
          SELECT PARSE_JSON(SYSTEM$GET_ICEBERG_TABLE_INFORMATION({table as string})):metadataLocation::VARCHAR
            INTO :served;
          IF (NOT STARTSWITH(served, {directory})) THEN
            problem := 'another table served';
          ELSEIF (served <> {directory} || newest) THEN
            IF (TRY_TO_NUMBER(SPLIT_PART(SPLIT_PART(served, '/', -1), '-', 1)) >= TRY_TO_NUMBER(SPLIT_PART(newest, '-', 1))) THEN
              problem := 'newer file served';
            ELSE
              EXECUTE IMMEDIATE {refresh up to the file} || newest || '''';
            END IF;
          END IF;
        END IF;
        BEGIN TRANSACTION;
        INSERT INTO {log} (TABLE_NAME, RELATIVE_PATH, LAST_MODIFIED, SEEN_AT)
          SELECT {table name}, RELATIVE_PATH, LAST_MODIFIED, CURRENT_TIMESTAMP()
          FROM {stream} WHERE METADATA$ACTION = 'INSERT';
        {newest into newest_now}
        IF (files_now = files AND newest_now = newest) THEN
          COMMIT;
        ELSE
          ROLLBACK;
          RETURN 'files changed during the run; the next run continues';
        END IF;
        IF (problem = 'no metadata file') THEN
          RAISE no_metadata_file;
        ELSEIF (problem = 'several newest files') THEN
          RAISE several_newest_files;
        ELSEIF (problem = 'another table served') THEN
          RAISE another_table_served;
        ELSEIF (problem = 'newer file served') THEN
          RAISE newer_file_served;
        END IF;
        RETURN newest;
      END;
      """;

  private static final String NEWEST =
      """
      SELECT COUNT(*), COALESCE(MAX(RELATIVE_PATH), '') INTO :%s, :%s
          FROM DIRECTORY(@{stage})
          WHERE REGEXP_LIKE(RELATIVE_PATH, '[0-9]+-[0-9A-Za-z-]+[.](gz[.])?metadata[.]json')
            AND TRY_TO_NUMBER(SPLIT_PART(RELATIVE_PATH, '-', 1)) =
              (SELECT MAX(TRY_TO_NUMBER(SPLIT_PART(RELATIVE_PATH, '-', 1)))
               FROM DIRECTORY(@{stage})
               WHERE REGEXP_LIKE(RELATIVE_PATH, '[0-9]+-[0-9A-Za-z-]+[.](gz[.])?metadata[.]json'));""";

  private static final Pattern PLACE = Pattern.compile("\\{([a-z ]+)}");

  private RefreshProcedure() {}

  /**
   * Returns whether an error is an exception of this procedure. Then the procedure has changed
   * nothing but the log.
   */
  public static boolean raised(SQLException e) {
    return e.getErrorCode() >= FIRST_EXCEPTION && e.getErrorCode() <= LAST_EXCEPTION;
  }

  /**
   * Returns the body between dollar signs.
   *
   * @param directory the URL of the table's metadata directory, with its last slash
   * @param relativeDirectory the same directory, relative to the external volume
   * @throws IllegalArgumentException if a value contains two dollar signs, which would end the body
   */
  static TypedTemplate.Clause body(
      PipelineNames names, String directory, String relativeDirectory) {
    String relative = Literals.string(relativeDirectory);
    String refresh =
        "ALTER ICEBERG TABLE %s REFRESH %s"
            .formatted(names.table().sql(), relative.substring(0, relative.length() - 1));
    Map<String, String> values = new HashMap<>(messages(names.table(), directory));
    values.put("table as string", Literals.string(names.table().sql()));
    values.put("table name", Literals.string(names.tableName()));
    values.put("directory", Literals.string(directory));
    values.put("refresh up to the file", Literals.string(refresh));
    values.put("stage", names.stage().sql());
    values.put("stream", names.stream().sql());
    values.put("log", PipelineNames.log(names.schema()).sql());
    String template =
        BODY.replace("{newest into newest}", NEWEST.formatted("files", "newest"))
            .replace("{newest into newest_now}", NEWEST.formatted("files_now", "newest_now"));
    String body =
        PLACE
            .matcher(template)
            .replaceAll(place -> Matcher.quoteReplacement(value(values, place.group(1))));
    if (body.contains("$$")) {
      throw new IllegalArgumentException(
          "'$$' must not be in a name of a task pipeline: " + names.table());
    }
    return new TypedTemplate.Clause("$$\n" + body + "$$");
  }

  private static Map<String, String> messages(SnowflakeName table, String directory) {
    String noFile =
        "%s has no metadata file. %s was not refreshed. Was the Iceberg table dropped in PostgreSQL? Then drop the task pipeline."
            .formatted(directory, table);
    String severalFiles =
        "%s has several files of the newest version, and not all of them were committed. %s was not refreshed. The next commit to the Iceberg table ends this."
            .formatted(directory, table);
    String anotherTable =
        "%s does not serve a file of %s, but of another Iceberg table. It was not refreshed. Drop the task pipeline of the old Iceberg table, and apply the set-up again."
            .formatted(table, directory);
    String newerFile =
        "The newest file of %s is not newer than the file that %s serves. The table was not refreshed. Was PostgreSQL restored from a backup?"
            .formatted(directory, table);
    return Map.of(
        "no file", Literals.string(noFile),
        "several files", Literals.string(severalFiles),
        "another table", Literals.string(anotherTable),
        "newer file", Literals.string(newerFile));
  }

  private static String value(Map<String, String> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }
}
