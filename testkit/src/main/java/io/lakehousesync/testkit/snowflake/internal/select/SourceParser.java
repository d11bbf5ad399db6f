package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.SourceReference;

/**
 * Parses the forms of FROM that are not a table's name: {@code DIRECTORY(@stage)} and the table
 * functions of INFORMATION_SCHEMA.
 *
 * <p>A table function needs a warehouse, because INFORMATION_SCHEMA does. Source:
 * docs.snowflake.com, "Snowflake Information Schema" (/en/sql-reference/info-schema).
 */
final class SourceParser {
  private SourceParser() {}

  static boolean isNext(TokenStream in) {
    return in.isNext("TABLE") || DirectorySource.isNext(in);
  }

  static SourceReference parse(TokenStream in) {
    return DirectorySource.isNext(in) ? DirectorySource.parse(in) : tableFunction(in);
  }

  private static SourceReference tableFunction(TokenStream in) {
    in.expect("TABLE");
    in.expectSymbol("(");
    if (in.accept("SNOWFLAKE")) {
      SourceReference mirrors = Mirrors.parse(in);
      in.expectSymbol(")");
      return inWarehouse(mirrors);
    }
    if (!in.isNext("INFORMATION_SCHEMA")) {
      in.identifier();
      in.expectSymbol(".");
    }
    in.expect("INFORMATION_SCHEMA");
    in.expectSymbol(".");
    SourceReference source =
        in.isNext("TASK_HISTORY") ? TaskHistory.parse(in) : RefreshHistory.parse(in);
    in.expectSymbol(")");
    return inWarehouse(source);
  }

  private static SourceReference inWarehouse(SourceReference source) {
    return context -> {
      context.session().requireWarehouse();
      return source.open(context);
    };
  }
}
