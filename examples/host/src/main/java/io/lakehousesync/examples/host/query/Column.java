package io.lakehousesync.examples.host.query;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** A column of a result. Its kind says how JSON represents a value, and how text aligns it. */
record Column(String name, Kind kind) {
  enum Kind {
    NUMBER,
    BOOLEAN,
    OTHER
  }

  static List<Column> of(ResultSetMetaData result) throws SQLException {
    List<Column> columns = new ArrayList<>();
    for (int i = 1; i <= result.getColumnCount(); i++) {
      columns.add(new Column(result.getColumnLabel(i), kind(result.getColumnType(i))));
    }
    return columns;
  }

  private static Kind kind(int type) {
    return switch (type) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.DECIMAL,
          Types.NUMERIC,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE ->
          Kind.NUMBER;
      // PostgreSQL's driver reports boolean as BIT.
      case Types.BOOLEAN, Types.BIT -> Kind.BOOLEAN;
      default -> Kind.OTHER;
    };
  }
}
