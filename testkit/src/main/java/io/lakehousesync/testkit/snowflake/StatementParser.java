package io.lakehousesync.testkit.snowflake;

/**
 * Finds the family of a statement by its first words. What belongs to none of them is a syntax
 * error, whether Snowflake knows it or not.
 */
final class StatementParser {
  private StatementParser() {}

  /**
   * Parses one statement.
   *
   * @throws SnowflakeError 001003 if it is outside of the subset
   */
  static Statement parse(String sql) {
    TokenStream in = TokenStream.of(sql);
    if (SetReturnValue.isNext(in)) {
      return SetReturnValue.parse(in);
    }
    if (in.isNext("SELECT") || in.isNext("WITH")) {
      return select(in);
    }
    Statement statement = command(in);
    in.end();
    return statement;
  }

  private static Statement select(TokenStream in) {
    if (VerifyExternalVolume.isNext(in)) {
      return VerifyExternalVolume.parse(in);
    }
    if (SystemFunction.isNext(in)) {
      return SystemFunction.parse(in);
    }
    return SessionFunctions.isNext(in) ? SessionFunctions.parse(in) : SelectStatement.parse(in);
  }

  private static Statement command(TokenStream in) {
    if (in.isNext("CREATE")) {
      return create(in);
    }
    if (in.accept("ALTER", "ICEBERG", "TABLE")) {
      return RefreshIcebergTable.parse(in);
    }
    if (in.accept("ALTER", "STAGE")) {
      return RefreshStage.parse(in);
    }
    if (in.accept("DESCRIBE", "STAGE") || in.accept("DESC", "STAGE")) {
      return DescribeStage.parse(in);
    }
    if (in.accept("ALTER", "TASK")) {
      return AlterTask.parse(in);
    }
    if (in.accept("EXECUTE", "TASK")) {
      return AlterTask.parseExecute(in);
    }
    if (in.accept("CALL")) {
      return CallStatement.parse(in);
    }
    if (in.accept("INSERT")) {
      return InsertStatement.parse(in);
    }
    if (DropPipelineObject.isNext(in)) {
      return DropPipelineObject.parse(in);
    }
    if (ShowPipelineObjects.isNext(in)) {
      return ShowPipelineObjects.parse(in);
    }
    if (in.accept("DROP", "ICEBERG", "TABLE")) {
      return DropIcebergTable.parse(in);
    }
    if (in.accept("SHOW", "ICEBERG", "TABLES")) {
      return ShowIcebergTables.parse(in);
    }
    if (in.accept("ALTER", "SESSION")) {
      return AlterSession.parse(in);
    }
    if (in.accept("USE")) {
      return UseStatement.parse(in);
    }
    return AccountStatements.parse(in).orElseGet(() -> TransactionStatement.parse(in));
  }

  private static Statement create(TokenStream in) {
    CreateHead head = CreateHead.parse(in);
    if (head.accept("ICEBERG", "TABLE")) {
      return CreateIcebergTable.parse(head.mode(), in);
    }
    if (head.accept("EXTERNAL", "VOLUME")) {
      return CreateExternalVolume.parse(head.mode(), in);
    }
    if (head.accept("CATALOG", "INTEGRATION")) {
      return CreateCatalogIntegration.parse(head.mode(), in);
    }
    if (head.accept("STAGE")) {
      return CreateStage.parse(head.mode(), in);
    }
    if (head.accept("STREAM")) {
      return CreateStream.parse(head.mode(), in);
    }
    if (head.accept("PROCEDURE")) {
      return CreateProcedure.parse(head.mode(), in);
    }
    if (head.accept("TASK")) {
      return CreateTask.parse(head.mode(), in);
    }
    if (head.accept("TABLE")) {
      return CreateTable.parse(head.mode(), in);
    }
    if (head.accept("DATABASE")) {
      CreateMode mode = head.mode();
      String name = in.identifier();
      return in.isNext("LINKED_CATALOG")
          ? CreateLinkedDatabase.parse(name, mode, in)
          : new CreateDatabase(mode, name);
    }
    if (head.accept("SCHEMA")) {
      return new CreateSchema(head.mode(), QualifiedName.parse(in));
    }
    return AccountStatements.create(head, in);
  }
}
