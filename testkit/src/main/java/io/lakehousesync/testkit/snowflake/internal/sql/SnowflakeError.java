package io.lakehousesync.testkit.snowflake.internal.sql;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * The error of a rejected statement, which the driver reports as an SQLException.
 *
 * <p>The codes of syntax errors, missing and existing objects, equality deletes and authentication
 * are Snowflake's. For cases whose code Snowflake does not document, the stand-in has its own
 * codes, which begin with 0999. Clients may depend on the failure, but must not depend on these
 * codes.
 */
public final class SnowflakeError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String sqlState;

  public SnowflakeError(String code, String sqlState, String message) {
    super(message);
    this.code = Objects.requireNonNull(code, "code");
    this.sqlState = Objects.requireNonNull(sqlState, "sqlState");
  }

  public String code() {
    return code;
  }

  public String sqlState() {
    return sqlState;
  }

  public String text() {
    return Objects.requireNonNullElse(getMessage(), code);
  }

  static SnowflakeError syntax(String sql, int offset, String unexpected) {
    int line = 1 + (int) sql.substring(0, offset).chars().filter(c -> c == '\n').count();
    int column = offset - (sql.lastIndexOf('\n', Math.max(0, offset - 1)) + 1);
    return notSupported(
        "syntax error line %d at position %d unexpected '%s'."
            .formatted(line, Math.max(0, column), unexpected));
  }

  /**
   * Returns a syntax error for a statement that may be valid in Snowflake, but is outside of the
   * stand-in's subset of SQL.
   */
  public static SnowflakeError notSupported(String what) {
    return new SnowflakeError("001003", "42000", "SQL compilation error:\n" + what);
  }

  public static SnowflakeError missingOption(String key) {
    return new SnowflakeError(
        "002029", "42601", "SQL compilation error:\nMissing option(s): [%s]".formatted(key));
  }

  public static SnowflakeError invalidValue(String value, String property) {
    return new SnowflakeError(
        "001008",
        "22023",
        "SQL compilation error:\ninvalid value [%s] for parameter '%s'".formatted(value, property));
  }

  static SnowflakeError severalStatements() {
    return new SnowflakeError(
        "000008", "0A000", "Actual statement count 2 did not match the desired statement count 1.");
  }

  public static SnowflakeError invalidIdentifier(String name) {
    return new SnowflakeError(
        "000904", "42000", "SQL compilation error:\ninvalid identifier '" + name + "'");
  }

  public static SnowflakeError doesNotExist(ObjectKind kind, String name) {
    return new SnowflakeError(
        "002003",
        kind == ObjectKind.TABLE ? "42S02" : "02000",
        "SQL compilation error:\n%s '%s' does not exist or not authorized."
            .formatted(kind.label(), name));
  }

  /** Returns the error for an unknown name inside a string. */
  public static SnowflakeError objectDoesNotExist(String name) {
    return new SnowflakeError(
        "002001",
        "02000",
        "SQL compilation error:\nObject '%s' does not exist or not authorized.".formatted(name));
  }

  public static SnowflakeError insufficientPrivileges(Securable object) {
    String name = object.kind() == ObjectKind.ACCOUNT ? "STANDIN" : object.last();
    return new SnowflakeError(
        "003001",
        "42501",
        "SQL access control error:\nInsufficient privileges to operate on %s '%s'."
            .formatted(object.kind().label().toLowerCase(Locale.ROOT), name));
  }

  /** Returns the error of CREATE for an object that exists, but is not visible to the role. */
  public static SnowflakeError existsUnseen(Securable object) {
    return new SnowflakeError(
        "003041",
        "42710",
        "SQL compilation error:\n%s '%s' already exists, but current role has no privileges on it."
            .formatted(object.kind().label(), object.last()));
  }

  public static SnowflakeError roleNotAssigned(String role) {
    return new SnowflakeError(
        "003013",
        "42501",
        "SQL access control error:\nRequested role '%s' is not assigned to the executing user. Specify another role to activate."
            .formatted(role));
  }

  /** Returns the error of a login with a role that the user does not have. */
  public static SnowflakeError roleOfLogin(String role) {
    return new SnowflakeError(
        "390189",
        "08001",
        "Role '%s' specified in the connect string is not granted to this user or does not exist."
            .formatted(role));
  }

  public static SnowflakeError dependentGrant(String privilege, Securable object, String role) {
    return new SnowflakeError(
        "003036",
        "23001",
        "SQL execution error: Dependent grant of privilege '%s' on securable '%s' to role '%s' exists. It must be revoked first."
            .formatted(privilege, object, role));
  }

  public static SnowflakeError currentRole(String role) {
    return new SnowflakeError(
        "099922",
        "55006",
        "SQL execution error: Cannot drop role %s as it is the current primary role."
            .formatted(role));
  }

  public static SnowflakeError roleCycle(String role, String parent) {
    return new SnowflakeError(
        "099923",
        "42501",
        "Role '%s' cannot be granted to role '%s', because it already has that role."
            .formatted(role, parent));
  }

  public static SnowflakeError alreadyExists(ObjectKind kind, String name) {
    return new SnowflakeError(
        "002002",
        "42710",
        "SQL compilation error:\n%s '%s' already exists.".formatted(kind.label(), name));
  }

  public static SnowflakeError noCurrent(ObjectKind kind) {
    return new SnowflakeError(
        "090105",
        "22000",
        "Cannot perform operation. This session does not have a current %s. Call 'USE %s', or use a qualified name."
            .formatted(kind.name().toLowerCase(Locale.ROOT), kind.name()));
  }

  /**
   * Returns the error of a statement that needs a warehouse. Source of the code and the SQLState:
   * terraform-provider-snowflake, pkg/testacc/resource_external_table_acceptance_test.go.
   */
  public static SnowflakeError noWarehouse() {
    return new SnowflakeError(
        "000606",
        "57P03",
        "No active warehouse selected in the current session. Select an active warehouse with the"
            + " 'use warehouse' command.");
  }

  public static SnowflakeError inUse(ObjectKind kind, String name, String by) {
    return new SnowflakeError(
        "099907",
        "55006",
        "%s '%s' cannot be replaced or dropped: %s uses it.".formatted(kind.label(), name, by));
  }

  public static SnowflakeError notReady(String instance, String state) {
    return new SnowflakeError(
        "099920",
        "55000",
        "Postgres instance '%s' is in state %s; the operation needs READY."
            .formatted(instance, state));
  }

  /**
   * Returns the error of a volume with a provider of another deployment. Source of code and text
   * for government deployments: terraform-provider-snowflake,
   * pkg/testacc/resource_external_volume_acceptance_test.go.
   */
  public static SnowflakeError wrongProvider(String provider, String expected) {
    return new SnowflakeError(
        "393962",
        "42601",
        "External volumes in this deployment cannot use S3 storage locations of others. Storage type %s is not allowed. Please use %s instead."
            .formatted(provider, expected));
  }

  /** Returns Snowflake's error of an ALTER while an earlier operation on the instance runs. */
  public static SnowflakeError operationRunning(String operation, String instance) {
    return new SnowflakeError(
        "604009",
        "03000",
        "Running operation %s POSTGRES SERVICE on %s must be complete before issuing ALTER POSTGRES SERVICE."
            .formatted(operation, instance));
  }

  public static SnowflakeError wrongType(String integration, String type) {
    return new SnowflakeError(
        "099921",
        "22023",
        "Integration '%s' is not a storage integration of type %s.".formatted(integration, type));
  }

  public static SnowflakeError equalityDeletes(String location) {
    return new SnowflakeError(
        "091968",
        "0A000",
        "Iceberg tables with equality deletes are not supported: '" + location + "'.");
  }

  public static SnowflakeError deletionVectors(String location) {
    return new SnowflakeError(
        "099908", "0A000", "The stand-in does not read deletion vectors: '" + location + "'.");
  }

  /**
   * Returns the error of a statement that reached its timeout. Source: docs.snowflake.com,
   * "Parameters", STATEMENT_TIMEOUT_IN_SECONDS.
   */
  public static SnowflakeError timedOut(Duration timeout) {
    return new SnowflakeError(
        "000630",
        "57014",
        "Statement reached its statement or warehouse timeout of %d second(s) and was canceled."
            .formatted(timeout.toSeconds()));
  }

  public static SnowflakeError inTransaction() {
    return new SnowflakeError(
        "099901",
        "25001",
        "ALTER ICEBERG TABLE … REFRESH cannot run inside a transaction or with AUTOCOMMIT off.");
  }

  public static SnowflakeError metadataPath(String path, String why) {
    return new SnowflakeError(
        "099902", "22023", "Invalid metadata file path '%s': %s".formatted(path, why));
  }

  public static SnowflakeError fileMissing(String location) {
    return new SnowflakeError("099903", "22000", "The file '" + location + "' does not exist.");
  }

  public static SnowflakeError fileUnreadable(String location, Throwable cause) {
    SnowflakeError error =
        new SnowflakeError(
            "099904", "22000", "The file '%s' cannot be read: %s".formatted(location, cause));
    error.initCause(cause);
    return error;
  }

  public static SnowflakeError stageUrl(String url, String why) {
    return new SnowflakeError("099910", "22023", "Invalid stage URL '%s': %s".formatted(url, why));
  }

  public static SnowflakeError integrationReplaced(String integration, String stage) {
    return new SnowflakeError(
        "099917",
        "55000",
        "Storage integration '%s' was replaced and no longer belongs to stage '%s'."
            .formatted(integration, stage));
  }

  public static SnowflakeError streamWithoutStage(String stream, String stage) {
    return new SnowflakeError(
        "099911",
        "02000",
        "SQL compilation error:\nBase stage '%s' dropped or replaced, cannot read from stream '%s'."
            .formatted(stage, stream));
  }

  public static SnowflakeError locked(String name, String transaction) {
    return new SnowflakeError(
        "000625",
        "57014",
        "'%s' is locked by transaction %s, and this lock has not yet been released."
            .formatted(name, transaction));
  }

  public static SnowflakeError otherScope() {
    return new SnowflakeError(
        "099912",
        "25000",
        "Modifying a transaction that has started at a different scope is not allowed.");
  }

  /**
   * Returns this error as CALL reports it, with the code and SQLState of the failed statement.
   * Source: docs.snowflake.com, "Handling exceptions"
   * (/en/developer-guide/snowflake-scripting/exceptions). Public reports of such errors show that
   * the code and SQLState are kept.
   *
   * @param type STATEMENT_ERROR, EXPRESSION_ERROR or the name of a declared exception
   * @param body the procedure's body
   * @param offset where the statement begins in the body
   */
  public SnowflakeError inScript(String type, String body, int offset) {
    int line = 1 + (int) body.substring(0, offset).chars().filter(c -> c == '\n').count();
    int position = offset - (body.lastIndexOf('\n', Math.max(0, offset - 1)) + 1);
    SnowflakeError error =
        new SnowflakeError(
            code,
            sqlState,
            "Uncaught exception of type '%s' on line %d at position %d : %s"
                .formatted(type, line, position, text()));
    error.initCause(this);
    return error;
  }

  /**
   * Returns the error of RAISE. Source: docs.snowflake.com, "Handling exceptions"
   * (/en/developer-guide/snowflake-scripting/exceptions).
   */
  public static SnowflakeError raised(String number, String message) {
    return new SnowflakeError(number, "P0001", message);
  }

  public static SnowflakeError selectInto(int rows) {
    return new SnowflakeError(
        "099913",
        "22000",
        "A SELECT INTO statement expects exactly 1 returned row, but got " + rows + ".");
  }

  public static SnowflakeError leftOpen() {
    return new SnowflakeError(
        "099914",
        "25000",
        "Stored procedure execution error: Scoped transaction started in stored procedure is"
            + " incomplete and it was rolled back.");
  }

  /**
   * Returns the error for a task graph whose root is not suspended. Code and message are as public
   * reports show them.
   */
  public static SnowflakeError rootNotSuspended(ObjectName root) {
    return new SnowflakeError(
        "091421",
        "22000",
        "Unable to update graph with root task %s since that root task is not suspended."
            .formatted(root));
  }

  public static SnowflakeError taskRights(String privilege) {
    return new SnowflakeError(
        "091089",
        "23001",
        "Cannot execute task, %s privilege must be granted to owner role".formatted(privilege));
  }

  public static SnowflakeError task(String why) {
    return new SnowflakeError("099915", "22023", "Invalid task: " + why + ".");
  }

  public static SnowflakeError autoRefresh(String why) {
    return new SnowflakeError("099916", "0A000", "Invalid automated refresh: " + why + ".");
  }

  public static SnowflakeError notInCatalog(String table) {
    return new SnowflakeError(
        "093740",
        "02000",
        "The table '%s' does not exist in the namespace of the catalog.".formatted(table));
  }

  /** Returns Snowflake's error for a wrong name in CATALOG. */
  public static SnowflakeError noExternalVolume(String table) {
    return new SnowflakeError(
        "393923", "42601", "Iceberg table %s must have EXTERNAL_VOLUME defined.".formatted(table));
  }

  public static SnowflakeError outsideVolume(String location, String baseUrl) {
    return new SnowflakeError(
        "099905",
        "22000",
        "The file '%s' is not below the external volume's storage location '%s'."
            .formatted(location, baseUrl));
  }

  public static SnowflakeError anotherTable(String table, String expected, String found) {
    return new SnowflakeError(
        "099906",
        "22000",
        "Iceberg table '%s' has table-uuid %s, the metadata file has %s."
            .formatted(table, expected, found));
  }

  public static SnowflakeError upgraded(String table, int formatVersion) {
    return new SnowflakeError(
        "099909",
        "0A000",
        "Iceberg table '%s' was upgraded to format version %d and cannot be refreshed."
            .formatted(table, formatVersion));
  }

  public static SnowflakeError internal(Throwable cause) {
    SnowflakeError error =
        new SnowflakeError(
            "099924",
            "XX000",
            ("The stand-in failed to answer the request: %s. The statement may have been executed."
                    + " With the log level DEBUG, the log of this JVM has the stack trace.")
                .formatted(cause));
    error.initCause(cause);
    return error;
  }

  public static SnowflakeError executionFailed(String why, Throwable cause) {
    SnowflakeError error =
        new SnowflakeError("099900", "22000", "The statement failed in execution: " + why);
    error.initCause(cause);
    return error;
  }
}
