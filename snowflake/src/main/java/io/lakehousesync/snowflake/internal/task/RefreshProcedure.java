package io.lakehousesync.snowflake.internal.task;

import io.lakehousesync.snowflake.internal.sql.Literals;
import io.lakehousesync.snowflake.internal.sql.TypedTemplate;
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
 *   <li>An INSERT consumes the stream. Without the INSERT, the task would run at each scheduled
 *       time, even without new files. The INSERT runs after the refresh, and is committed only if
 *       no newer file has arrived since. So the procedure runs again after an error, or if a file
 *       arrives during a refresh.
 *   <li>REFRESH runs outside the transaction that consumes the stream, because Snowflake requires
 *       this.
 * </ul>
 *
 * <p>The procedure cannot know whether the newest file was ever committed, because a commit that
 * fails after its upload leaves a file behind. Only PostgreSQL knows which files were committed.
 */
final class RefreshProcedure {
  private static final String BODY =
      """
      DECLARE
        files INTEGER;
        newest VARCHAR;
        latest VARCHAR;
        served VARCHAR;
      BEGIN
        {newest into newest}
        IF (files = 0) THEN
          RETURN 'no metadata file';
        END IF;
        IF (files > 1) THEN
          RETURN 'waiting: ' || files || ' files are of the newest version, among them ' || newest;
        END IF;
        SELECT PARSE_JSON(SYSTEM$GET_ICEBERG_TABLE_INFORMATION({table as string})):metadataLocation::VARCHAR
          INTO :served;
        IF (served <> {directory} || newest) THEN
          IF (NOT STARTSWITH(served, {directory})) THEN
            RETURN 'refused: another table is served: ' || served;
          END IF;
          IF (TRY_TO_NUMBER(SPLIT_PART(SPLIT_PART(served, '/', -1), '-', 1)) >= TRY_TO_NUMBER(SPLIT_PART(newest, '-', 1))) THEN
            RETURN 'refused: it would go back from ' || served || ' to ' || newest;
          END IF;
          EXECUTE IMMEDIATE {refresh up to the file} || newest || '''';
        END IF;
        BEGIN TRANSACTION;
        INSERT INTO {log} (TABLE_NAME, RELATIVE_PATH, LAST_MODIFIED, SEEN_AT)
          SELECT {table name}, RELATIVE_PATH, LAST_MODIFIED, CURRENT_TIMESTAMP()
          FROM {stream} WHERE METADATA$ACTION = 'INSERT';
        {newest into latest}
        IF (files = 1 AND latest = newest) THEN
          COMMIT;
        ELSE
          ROLLBACK;
        END IF;
        RETURN newest;
      END;
      """;

  private static final String NEWEST =
      """
      SELECT COUNT(*), MAX(RELATIVE_PATH) INTO :files, :%s
          FROM DIRECTORY(@{stage})
          WHERE REGEXP_LIKE(RELATIVE_PATH, '[0-9]+-[0-9A-Za-z-]+[.](gz[.])?metadata[.]json')
            AND TRY_TO_NUMBER(SPLIT_PART(RELATIVE_PATH, '-', 1)) =
              (SELECT MAX(TRY_TO_NUMBER(SPLIT_PART(RELATIVE_PATH, '-', 1)))
               FROM DIRECTORY(@{stage})
               WHERE REGEXP_LIKE(RELATIVE_PATH, '[0-9]+-[0-9A-Za-z-]+[.](gz[.])?metadata[.]json'));""";

  private static final Pattern PLACE = Pattern.compile("\\{([a-z ]+)}");

  private RefreshProcedure() {}

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
    Map<String, String> values =
        Map.of(
            "table as string", Literals.string(names.table().sql()),
            "table name", Literals.string(names.tableName()),
            "directory", Literals.string(directory),
            "refresh up to the file", Literals.string(refresh),
            "stage", names.stage().sql(),
            "stream", names.stream().sql(),
            "log", PipelineNames.log(names.schema()).sql());
    String template =
        BODY.replace("{newest into newest}", NEWEST.formatted("newest"))
            .replace("{newest into latest}", NEWEST.formatted("latest"));
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

  private static String value(Map<String, String> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }
}
