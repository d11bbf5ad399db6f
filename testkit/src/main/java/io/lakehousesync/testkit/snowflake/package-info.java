/**
 * A stand-in for Snowflake in this process, which the real JDBC driver logs in to.
 *
 * <p>In the order in which a statement passes: the HTTP interface ({@code HttpApi}, {@code
 * QueryEndpoint}), the tokenizer and one parser per family of statements ({@code StatementParser}),
 * the account's objects ({@code Catalog}), the Iceberg metadata they point at ({@code
 * MetadataReader}), and for SELECT the rules of the subset ({@code SelectRules}) and the engine
 * that answers it ({@code SelectEngine}).
 *
 * <p>A pipeline inside Snowflake adds to that: stages with their listing of S3 ({@code Stage}),
 * streams on them ({@code StageStream}) whose offset moves with a {@code Transaction}, procedures
 * ({@code ScriptParser}, {@code ScriptRun}), and tasks ({@code TaskRunner}).
 *
 * <p>What the stand-in does not know, it refuses. Rules name the page of docs.snowflake.com they
 * come from.
 */
@NullMarked
package io.lakehousesync.testkit.snowflake;

import org.jspecify.annotations.NullMarked;
