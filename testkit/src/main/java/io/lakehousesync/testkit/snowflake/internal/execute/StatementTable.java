package io.lakehousesync.testkit.snowflake.internal.execute;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.statement.alter.AlterCatalogIntegration;
import io.lakehousesync.testkit.snowflake.internal.statement.alter.AlterPostgresInstance;
import io.lakehousesync.testkit.snowflake.internal.statement.alter.AlterTask;
import io.lakehousesync.testkit.snowflake.internal.statement.alter.DropIcebergTable;
import io.lakehousesync.testkit.snowflake.internal.statement.alter.DropObject;
import io.lakehousesync.testkit.snowflake.internal.statement.alter.DropPipelineObject;
import io.lakehousesync.testkit.snowflake.internal.statement.alter.DropRole;
import io.lakehousesync.testkit.snowflake.internal.statement.alter.RefreshIcebergTable;
import io.lakehousesync.testkit.snowflake.internal.statement.alter.RefreshStage;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreateCatalogIntegration;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreateDatabase;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreateExternalVolume;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreateIcebergTable;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreateNetworkPolicy;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreateNetworkRule;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreatePostgresInstance;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreateProcedure;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreateRole;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreateSchema;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreateStage;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreateStorageIntegration;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreateStream;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreateTable;
import io.lakehousesync.testkit.snowflake.internal.statement.create.CreateTask;
import io.lakehousesync.testkit.snowflake.internal.statement.grant.GrantOwnership;
import io.lakehousesync.testkit.snowflake.internal.statement.grant.GrantPrivileges;
import io.lakehousesync.testkit.snowflake.internal.statement.grant.GrantRole;
import io.lakehousesync.testkit.snowflake.internal.statement.grant.ShowGrants;
import io.lakehousesync.testkit.snowflake.internal.statement.grant.ShowGrantsOfRole;
import io.lakehousesync.testkit.snowflake.internal.statement.query.IcebergTableInformation;
import io.lakehousesync.testkit.snowflake.internal.statement.query.InsertStatement;
import io.lakehousesync.testkit.snowflake.internal.statement.query.SelectStatement;
import io.lakehousesync.testkit.snowflake.internal.statement.query.SessionFunctions;
import io.lakehousesync.testkit.snowflake.internal.statement.query.VerifyExternalVolume;
import io.lakehousesync.testkit.snowflake.internal.statement.script.CallStatement;
import io.lakehousesync.testkit.snowflake.internal.statement.script.SetReturnValue;
import io.lakehousesync.testkit.snowflake.internal.statement.session.AlterSession;
import io.lakehousesync.testkit.snowflake.internal.statement.session.TransactionStatement;
import io.lakehousesync.testkit.snowflake.internal.statement.session.UseStatement;
import io.lakehousesync.testkit.snowflake.internal.statement.show.DescribeIcebergTable;
import io.lakehousesync.testkit.snowflake.internal.statement.show.DescribeObject;
import io.lakehousesync.testkit.snowflake.internal.statement.show.DescribeStage;
import io.lakehousesync.testkit.snowflake.internal.statement.show.ShowColumns;
import io.lakehousesync.testkit.snowflake.internal.statement.show.ShowDatabases;
import io.lakehousesync.testkit.snowflake.internal.statement.show.ShowExternalVolumes;
import io.lakehousesync.testkit.snowflake.internal.statement.show.ShowIcebergTables;
import io.lakehousesync.testkit.snowflake.internal.statement.show.ShowIntegrations;
import io.lakehousesync.testkit.snowflake.internal.statement.show.ShowNetworkPolicies;
import io.lakehousesync.testkit.snowflake.internal.statement.show.ShowNetworkRules;
import io.lakehousesync.testkit.snowflake.internal.statement.show.ShowPostgresInstances;
import io.lakehousesync.testkit.snowflake.internal.statement.show.ShowProcedures;
import io.lakehousesync.testkit.snowflake.internal.statement.show.ShowRoles;
import io.lakehousesync.testkit.snowflake.internal.statement.show.ShowSchemas;
import io.lakehousesync.testkit.snowflake.internal.statement.show.ShowStages;
import io.lakehousesync.testkit.snowflake.internal.statement.show.ShowStreams;
import io.lakehousesync.testkit.snowflake.internal.statement.show.ShowTables;
import io.lakehousesync.testkit.snowflake.internal.statement.show.ShowTasks;
import java.util.List;

/**
 * The statements that the stand-in knows. To add a statement, write its class and add one line
 * here; the order does not matter. A statement that no entry matches is a syntax error, even if
 * Snowflake knows it.
 */
final class StatementTable {
  static final List<StatementSyntax> STATEMENTS =
      List.of(
          CreateDatabase.SYNTAX,
          CreateSchema.SYNTAX,
          CreateRole.SYNTAX,
          CreateExternalVolume.SYNTAX,
          CreateCatalogIntegration.SYNTAX,
          CreateStorageIntegration.SYNTAX,
          CreateNetworkRule.SYNTAX,
          CreateNetworkPolicy.SYNTAX,
          CreatePostgresInstance.SYNTAX,
          CreateIcebergTable.SYNTAX,
          CreateTable.SYNTAX,
          CreateStage.SYNTAX,
          CreateStream.SYNTAX,
          CreateProcedure.SYNTAX,
          CreateTask.SYNTAX,
          AlterCatalogIntegration.SYNTAX,
          AlterPostgresInstance.SYNTAX,
          RefreshIcebergTable.SYNTAX,
          RefreshStage.SYNTAX,
          AlterTask.SYNTAX,
          AlterTask.EXECUTE_SYNTAX,
          DropObject.SYNTAX,
          DropRole.SYNTAX,
          DropIcebergTable.SYNTAX,
          DropPipelineObject.SYNTAX,
          DescribeObject.SYNTAX,
          DescribeStage.SYNTAX,
          DescribeIcebergTable.SYNTAX,
          ShowDatabases.SYNTAX,
          ShowSchemas.SYNTAX,
          ShowRoles.SYNTAX,
          ShowExternalVolumes.SYNTAX,
          ShowIntegrations.CATALOG_SYNTAX,
          ShowIntegrations.STORAGE_SYNTAX,
          ShowNetworkRules.SYNTAX,
          ShowNetworkPolicies.SYNTAX,
          ShowPostgresInstances.SYNTAX,
          ShowIcebergTables.SYNTAX,
          ShowTables.SYNTAX,
          ShowColumns.SYNTAX,
          ShowStages.SYNTAX,
          ShowStreams.SYNTAX,
          ShowProcedures.SYNTAX,
          ShowTasks.SYNTAX,
          GrantPrivileges.SYNTAX,
          GrantRole.SYNTAX,
          GrantOwnership.SYNTAX,
          ShowGrants.SYNTAX,
          ShowGrantsOfRole.SYNTAX,
          UseStatement.SYNTAX,
          AlterSession.SYNTAX,
          TransactionStatement.SYNTAX,
          SelectStatement.SYNTAX,
          SessionFunctions.SYNTAX,
          IcebergTableInformation.SYNTAX,
          VerifyExternalVolume.SYNTAX,
          InsertStatement.SYNTAX,
          CallStatement.SYNTAX,
          SetReturnValue.SYNTAX);

  private StatementTable() {}

  /**
   * Parses one statement with the entry that matches most of its words.
   *
   * @throws SnowflakeError 001003 if the statement is outside of the stand-in's subset of SQL
   */
  static Statement parse(String sql) {
    TokenStream in = TokenStream.of(sql);
    StatementSyntax found = null;
    List<String> opening = List.of();
    int known = 0;
    for (StatementSyntax syntax : STATEMENTS) {
      for (List<String> candidate : syntax.openings()) {
        if (StatementSyntax.matches(candidate, in) && candidate.size() > opening.size()) {
          found = syntax;
          opening = candidate;
        }
        known = Math.max(known, StatementSyntax.matching(candidate, in));
      }
    }
    if (found == null) {
      in.skip(known);
      throw in.unexpected();
    }
    Statement statement = found.parse(in, opening, StatementTable::parse);
    in.end();
    return statement;
  }
}
