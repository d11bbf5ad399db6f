package io.lakehousesync.testkit.snowflake;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * A statement that was rejected: what the driver turns into its SQLException.
 *
 * <p>The codes of syntax errors, missing and existing objects, equality deletes and authentication
 * are Snowflake's. Those that begin with 0999 are the stand-in's own, because Snowflake does not
 * document its code for the case: clients must not depend on them, only on the failure.
 */
final class SnowflakeError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String sqlState;

  SnowflakeError(String code, String sqlState, String message) {
    super(message);
    this.code = Objects.requireNonNull(code, "code");
    this.sqlState = Objects.requireNonNull(sqlState, "sqlState");
  }

  String code() {
    return code;
  }

  String sqlState() {
    return sqlState;
  }

  String text() {
    return Objects.requireNonNullElse(getMessage(), code);
  }

  static SnowflakeError of(Fault.SqlError fault) {
    return new SnowflakeError(fault.code(), fault.sqlState(), fault.message());
  }

  static SnowflakeError syntax(String sql, int offset, String unexpected) {
    int line = 1 + (int) sql.substring(0, offset).chars().filter(c -> c == '\n').count();
    int column = offset - (sql.lastIndexOf('\n', Math.max(0, offset - 1)) + 1);
    return notSupported(
        "syntax error line %d at position %d unexpected '%s'."
            .formatted(line, Math.max(0, column), unexpected));
  }

  /** The same code for what may well be valid in Snowflake, but is not in the subset. */
  static SnowflakeError notSupported(String what) {
    return new SnowflakeError("001003", "42000", "SQL compilation error:\n" + what);
  }

  static SnowflakeError missingOption(String key) {
    return new SnowflakeError(
        "002029", "42601", "SQL compilation error:\nMissing option(s): [%s]".formatted(key));
  }

  static SnowflakeError invalidValue(String value, String property) {
    return new SnowflakeError(
        "001008",
        "22023",
        "SQL compilation error:\ninvalid value [%s] for parameter '%s'".formatted(value, property));
  }

  static SnowflakeError severalStatements() {
    return new SnowflakeError(
        "000008", "0A000", "Actual statement count 2 did not match the desired statement count 1.");
  }

  static SnowflakeError invalidIdentifier(String name) {
    return new SnowflakeError(
        "000904", "42000", "SQL compilation error:\ninvalid identifier '" + name + "'");
  }

  static SnowflakeError doesNotExist(ObjectKind kind, String name) {
    return new SnowflakeError(
        "002003",
        kind == ObjectKind.TABLE ? "42S02" : "02000",
        "SQL compilation error:\n%s '%s' does not exist or not authorized."
            .formatted(kind.label(), name));
  }

  /** What a name inside a string that resolves to nothing gives. */
  static SnowflakeError objectDoesNotExist(String name) {
    return new SnowflakeError(
        "002001",
        "02000",
        "SQL compilation error:\nObject '%s' does not exist or not authorized.".formatted(name));
  }

  static SnowflakeError insufficientPrivileges(Securable object) {
    String name = object.kind() == ObjectKind.ACCOUNT ? "STANDIN" : object.last();
    return new SnowflakeError(
        "003001",
        "42501",
        "SQL access control error:\nInsufficient privileges to operate on %s '%s'."
            .formatted(object.kind().label().toLowerCase(Locale.ROOT), name));
  }

  /** What CREATE says of an object that is there, but not for the role. */
  static SnowflakeError existsUnseen(Securable object) {
    return new SnowflakeError(
        "003041",
        "42710",
        "SQL compilation error:\n%s '%s' already exists, but current role has no privileges on it."
            .formatted(object.kind().label(), object.last()));
  }

  static SnowflakeError roleNotAssigned(String role) {
    return new SnowflakeError(
        "003013",
        "42501",
        "SQL access control error:\nRequested role '%s' is not assigned to the executing user. Specify another role to activate."
            .formatted(role));
  }

  /** What a login says that names a role which the user does not have. */
  static SnowflakeError roleOfLogin(String role) {
    return new SnowflakeError(
        "390189",
        "08001",
        "Role '%s' specified in the connect string is not granted to this user or does not exist."
            .formatted(role));
  }

  static SnowflakeError dependentGrant(Grant grant) {
    return new SnowflakeError(
        "003036",
        "23001",
        "SQL execution error: Dependent grant of privilege '%s' on securable '%s' to role '%s' exists. It must be revoked first."
            .formatted(grant.privilege(), grant.object(), grant.grantee().name()));
  }

  static SnowflakeError currentRole(String role) {
    return new SnowflakeError(
        "099922",
        "55006",
        "SQL execution error: Cannot drop role %s as it is the current primary role."
            .formatted(role));
  }

  static SnowflakeError roleCycle(String role, String parent) {
    return new SnowflakeError(
        "099923",
        "42501",
        "Role '%s' cannot be granted to role '%s', which it has itself.".formatted(role, parent));
  }

  static SnowflakeError alreadyExists(ObjectKind kind, String name) {
    return new SnowflakeError(
        "002002",
        "42710",
        "SQL compilation error:\n%s '%s' already exists.".formatted(kind.label(), name));
  }

  static SnowflakeError noCurrent(ObjectKind kind) {
    return new SnowflakeError(
        "090105",
        "22000",
        "Cannot perform operation. This session does not have a current %s. Call 'USE %s', or use a qualified name."
            .formatted(kind.name().toLowerCase(Locale.ROOT), kind.name()));
  }

  static SnowflakeError inUse(ObjectKind kind, String name, String by) {
    return new SnowflakeError(
        "099907",
        "55006",
        "%s '%s' cannot be replaced or dropped: %s uses it.".formatted(kind.label(), name, by));
  }

  static SnowflakeError notReady(String instance, String state) {
    return new SnowflakeError(
        "099920",
        "55000",
        "Postgres instance '%s' is in state %s; the operation needs READY."
            .formatted(instance, state));
  }

  static SnowflakeError wrongType(String integration, String type) {
    return new SnowflakeError(
        "099921",
        "22023",
        "Integration '%s' is not a storage integration of type %s.".formatted(integration, type));
  }

  static SnowflakeError equalityDeletes(String location) {
    return new SnowflakeError(
        "091968",
        "0A000",
        "Iceberg tables with equality deletes are not supported: '" + location + "'.");
  }

  static SnowflakeError deletionVectors(String location) {
    return new SnowflakeError(
        "099908", "0A000", "The stand-in does not read deletion vectors: '" + location + "'.");
  }

  /** Source: docs.snowflake.com, "Parameters", STATEMENT_TIMEOUT_IN_SECONDS. */
  static SnowflakeError timedOut(Duration timeout) {
    return new SnowflakeError(
        "000630",
        "57014",
        "Statement reached its statement or warehouse timeout of %d second(s) and was canceled."
            .formatted(timeout.toSeconds()));
  }

  static SnowflakeError inTransaction() {
    return new SnowflakeError(
        "099901",
        "25001",
        "ALTER ICEBERG TABLE … REFRESH cannot run inside a transaction or with AUTOCOMMIT off.");
  }

  static SnowflakeError metadataPath(String path, String why) {
    return new SnowflakeError(
        "099902", "22023", "Invalid metadata file path '%s': %s".formatted(path, why));
  }

  static SnowflakeError fileMissing(String location) {
    return new SnowflakeError("099903", "22000", "The file '" + location + "' does not exist.");
  }

  static SnowflakeError fileUnreadable(String location, Throwable cause) {
    SnowflakeError error =
        new SnowflakeError(
            "099904", "22000", "The file '%s' cannot be read: %s".formatted(location, cause));
    error.initCause(cause);
    return error;
  }

  static SnowflakeError stageUrl(String url, String why) {
    return new SnowflakeError("099910", "22023", "Invalid stage URL '%s': %s".formatted(url, why));
  }

  static SnowflakeError integrationReplaced(String integration, String stage) {
    return new SnowflakeError(
        "099917",
        "55000",
        "Storage integration '%s' was replaced and no longer belongs to stage '%s'."
            .formatted(integration, stage));
  }

  static SnowflakeError streamWithoutStage(String stream, String stage) {
    return new SnowflakeError(
        "099911",
        "02000",
        "SQL compilation error:\nBase stage '%s' dropped or replaced, cannot read from stream '%s'."
            .formatted(stage, stream));
  }

  static SnowflakeError locked(String name, String transaction) {
    return new SnowflakeError(
        "000625",
        "57014",
        "'%s' is locked by transaction %s, and this lock has not yet been released."
            .formatted(name, transaction));
  }

  static SnowflakeError otherScope() {
    return new SnowflakeError(
        "099912",
        "25000",
        "Modifying a transaction that has started at a different scope is not allowed.");
  }

  /**
   * An error inside a procedure as CALL reports it: with the code and SQLState of the statement
   * that failed. Source: docs.snowflake.com, "Handling exceptions"
   * (/en/developer-guide/snowflake-scripting/exceptions); that both are kept is what public reports
   * of such errors show.
   *
   * @param type STATEMENT_ERROR or EXPRESSION_ERROR
   * @param body the procedure's body
   * @param offset where the statement begins in it
   */
  SnowflakeError inScript(String type, String body, int offset) {
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

  static SnowflakeError selectInto(int rows) {
    return new SnowflakeError(
        "099913",
        "22000",
        "A SELECT INTO statement expects exactly 1 returned row, but got " + rows + ".");
  }

  static SnowflakeError leftOpen() {
    return new SnowflakeError(
        "099914",
        "25000",
        "Stored procedure execution error: Scoped transaction started in stored procedure is"
            + " incomplete and it was rolled back.");
  }

  /** The code and the words are those of public reports. */
  static SnowflakeError rootNotSuspended(TableName root) {
    return new SnowflakeError(
        "091421",
        "22000",
        "Unable to update graph with root task %s since that root task is not suspended."
            .formatted(root));
  }

  static SnowflakeError taskRights(String privilege) {
    return new SnowflakeError(
        "091089",
        "23001",
        "Cannot execute task, %s privilege must be granted to owner role".formatted(privilege));
  }

  static SnowflakeError task(String why) {
    return new SnowflakeError("099915", "22023", "Invalid task: " + why + ".");
  }

  static SnowflakeError autoRefresh(String why) {
    return new SnowflakeError("099916", "0A000", "Invalid automated refresh: " + why + ".");
  }

  static SnowflakeError notInCatalog(String table) {
    return new SnowflakeError(
        "093740",
        "02000",
        "The table '%s' does not exist in the namespace of the catalog.".formatted(table));
  }

  /** What Snowflake says if the name in CATALOG is wrong. */
  static SnowflakeError noExternalVolume(String table) {
    return new SnowflakeError(
        "393923", "42601", "Iceberg table %s must have EXTERNAL_VOLUME defined.".formatted(table));
  }

  static SnowflakeError outsideVolume(String location, String baseUrl) {
    return new SnowflakeError(
        "099905",
        "22000",
        "The file '%s' is not below the external volume's storage location '%s'."
            .formatted(location, baseUrl));
  }

  static SnowflakeError anotherTable(String table, String expected, String found) {
    return new SnowflakeError(
        "099906",
        "22000",
        "Iceberg table '%s' has table-uuid %s, the metadata file has %s."
            .formatted(table, expected, found));
  }

  static SnowflakeError upgraded(String table, int formatVersion) {
    return new SnowflakeError(
        "099909",
        "0A000",
        "Iceberg table '%s' was upgraded to format version %d and cannot be refreshed."
            .formatted(table, formatVersion));
  }

  static SnowflakeError executionFailed(String why, Throwable cause) {
    SnowflakeError error =
        new SnowflakeError("099900", "22000", "The statement failed in execution: " + why);
    error.initCause(cause);
    return error;
  }
}
