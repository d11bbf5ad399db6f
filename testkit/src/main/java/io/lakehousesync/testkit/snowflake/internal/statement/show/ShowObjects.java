package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.sql.LikePattern;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW <kinds> [LIKE 'pattern'] [IN …]}. Source: docs.snowflake.com, "SHOW &lt;objects&gt;"
 * (/en/sql-reference/sql/show). TERSE, HISTORY, STARTS WITH and LIMIT are rejected.
 */
record ShowObjects(Listing listing, Optional<String> like, Optional<SchemaScope> scope)
    implements Statement {
  /** Declares {@code SHOW kinds [LIKE 'pattern']}, for objects that belong to no database. */
  static StatementSyntax ofAccount(String kinds, Listing listing) {
    return StatementSyntax.of(
        in -> new ShowObjects(listing, like(in), Optional.empty()), "SHOW " + kinds);
  }

  /** Declares {@code SHOW kinds}, without LIKE. */
  static StatementSyntax withoutLike(String kinds, Listing listing) {
    return StatementSyntax.of(
        in -> new ShowObjects(listing, Optional.empty(), Optional.empty()), "SHOW " + kinds);
  }

  /** Declares {@code SHOW kinds [LIKE 'pattern'] [IN …]}. */
  static StatementSyntax inScope(String kinds, Listing listing) {
    return StatementSyntax.of(in -> inScope(listing, in), "SHOW " + kinds);
  }

  private static ShowObjects inScope(Listing listing, TokenStream in) {
    Optional<String> like = like(in);
    return new ShowObjects(listing, like, SchemaScope.parse(in));
  }

  private static Optional<String> like(TokenStream in) {
    return in.accept("LIKE") ? Optional.of(in.string()) : Optional.empty();
  }

  /** Needs no privilege. Shows the objects on which the role has a privilege. */
  @Override
  public void authorize(StatementContext context) {}

  @Override
  public Result execute(StatementContext context) {
    LikePattern pattern = new LikePattern(like.orElse("%"));
    List<List<@Nullable String>> rows =
        listing.items(scope, context).stream()
            .filter(item -> pattern.matches(item.object().last()))
            .filter(item -> listing.shows(item.object(), context.access()))
            .map(Listing.Item::row)
            .toList();
    return new Result(Result.Kind.SHOW, listing.columns(), rows);
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(Result.Kind.SHOW, listing.columns(), List.of());
  }
}
