package io.lakehousesync.testkit.snowflake;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW <kinds> [LIKE 'pattern'] [IN …]}. Source: docs.snowflake.com, "SHOW &lt;objects&gt;"
 * (/en/sql-reference/sql/show). TERSE, HISTORY, STARTS WITH and LIMIT are refused.
 */
record ShowObjects(Listing listing, Optional<String> like, Optional<SchemaScope> scope)
    implements Statement {
  /** For objects that stand in no database. */
  static ShowObjects ofAccount(Listing listing, TokenStream in) {
    return new ShowObjects(listing, like(in), Optional.empty());
  }

  /** For objects that stand in one. */
  static ShowObjects inScope(Listing listing, TokenStream in) {
    Optional<String> like = like(in);
    return new ShowObjects(listing, like, SchemaScope.parse(in));
  }

  private static Optional<String> like(TokenStream in) {
    return in.accept("LIKE") ? Optional.of(in.string()) : Optional.empty();
  }

  /** Needs no privilege: shows what the role has a privilege on. */
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
