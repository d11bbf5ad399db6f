package io.lakehousesync.testkit.snowflake.internal.statement;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;

/**
 * The beginning of a CREATE statement: {@code CREATE [OR REPLACE] <kind> [IF NOT EXISTS]}. The two
 * options exclude each other.
 */
public final class CreatePrefix {
  private final TokenStream in;
  private final boolean orReplace;

  CreatePrefix(TokenStream in, boolean orReplace) {
    this.in = in;
    this.orReplace = orReplace;
  }

  /**
   * Checks that OR REPLACE was not given. This is for a kind that has neither OR REPLACE nor IF NOT
   * EXISTS.
   */
  public void plain() {
    if (orReplace) {
      throw in.unexpected();
    }
  }

  /** Returns the mode for a kind that has no IF NOT EXISTS. */
  public CreateMode orReplaceOnly() {
    return orReplace ? CreateMode.OR_REPLACE : CreateMode.FAIL_IF_EXISTS;
  }

  /** Parses the text between the kind and the name. */
  public CreateMode mode() {
    if (orReplace) {
      return CreateMode.OR_REPLACE;
    }
    return in.accept("IF", "NOT", "EXISTS") ? CreateMode.IF_NOT_EXISTS : CreateMode.FAIL_IF_EXISTS;
  }
}
