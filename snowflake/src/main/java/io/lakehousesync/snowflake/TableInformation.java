package io.lakehousesync.snowflake;

import io.lakehousesync.MetadataLocation;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the one field that matters out of what SYSTEM$GET_ICEBERG_TABLE_INFORMATION returns: {@code
 * {"metadataLocation":"s3://…","status":"success"}}.
 */
final class TableInformation {
  private static final Pattern FIELD =
      Pattern.compile("\"metadataLocation\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

  private TableInformation() {}

  static MetadataLocation metadataLocation(String json) throws SQLException {
    Matcher field = FIELD.matcher(json);
    if (!field.find()) {
      throw new SQLException("no metadataLocation in the table information: " + json);
    }
    String uri =
        ESCAPE
            .matcher(field.group(1))
            .replaceAll(
                escape ->
                    Matcher.quoteReplacement(
                        escape.group(1) != null
                            ? Character.toString(Integer.parseInt(escape.group(1), 16))
                            : escape.group(2)));
    try {
      return new MetadataLocation(uri);
    } catch (IllegalArgumentException e) {
      throw new SQLException("the table information names no metadata file: " + json, e);
    }
  }
}
