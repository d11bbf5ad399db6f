/**
 * A stand-in for Snowflake in this process, which the real JDBC driver logs in to. This package
 * contains the public classes.
 *
 * <p>A statement passes these internal packages, in this order:
 *
 * <ol>
 *   <li>{@code http}: the HTTP interface.
 *   <li>{@code execute}: the table of statements, and the runner.
 *   <li>{@code sql}: tokens and names.
 *   <li>{@code statement} and below: one class for each statement.
 *   <li>{@code select}: for SELECT, the rules of the subset and the engine.
 *   <li>{@code account}, {@code pipeline}, {@code integration}, {@code grant}: the objects of the
 *       account and the privileges on them.
 *   <li>{@code storage}: Iceberg metadata and files on S3.
 * </ol>
 *
 * <p>{@code session} holds logins and sessions, and {@code value} holds results and types. The work
 * in the background is in {@code task} and {@code autorefresh}.
 *
 * <p>The stand-in rejects what it does not know. A rule names the page of docs.snowflake.com that
 * it comes from.
 */
@NullMarked
package io.lakehousesync.testkit.snowflake;

import org.jspecify.annotations.NullMarked;
