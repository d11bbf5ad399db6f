package io.lakehousesync.testkit.snowflake;

/**
 * The beginning that all CREATE statements share: {@code CREATE [OR REPLACE] <kind> [IF NOT
 * EXISTS]}. The two options exclude each other.
 */
final class CreateHead {
  private final TokenStream in;
  private final boolean orReplace;

  private CreateHead(TokenStream in, boolean orReplace) {
    this.in = in;
    this.orReplace = orReplace;
  }

  static CreateHead parse(TokenStream in) {
    in.expect("CREATE");
    return new CreateHead(in, in.accept("OR", "REPLACE"));
  }

  /** Takes the words of the kind, if they come next. */
  boolean accept(String... kind) {
    return in.accept(kind);
  }

  /** For a kind that has neither of the options. */
  CreateMode plain() {
    if (orReplace) {
      throw in.unexpected();
    }
    return CreateMode.FAIL_IF_EXISTS;
  }

  /** For a kind that has no IF NOT EXISTS. */
  CreateMode orReplaceOnly() {
    return orReplace ? CreateMode.OR_REPLACE : CreateMode.FAIL_IF_EXISTS;
  }

  /** Takes what stands between the kind and the name. */
  CreateMode mode() {
    if (orReplace) {
      return CreateMode.OR_REPLACE;
    }
    return in.accept("IF", "NOT", "EXISTS") ? CreateMode.IF_NOT_EXISTS : CreateMode.FAIL_IF_EXISTS;
  }
}
