package io.lakehousesync.testkit.junit;

import io.lakehousesync.testkit.TestLakehouse;
import io.lakehousesync.testkit.s3.S3Settings;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Gives the tests of a class a lakehouse. PostgreSQL and S3 start once per JVM. The class gets its
 * own empty PostgreSQL database and its own Snowflake account, which end after the last test of the
 * class. Classes can run in parallel. Nested classes share the lakehouse of their outermost class.
 *
 * <p>Constructors, tests and lifecycle methods can have these parameters:
 *
 * <table>
 *   <caption>Parameters</caption>
 *   <tr><td>{@link TestLakehouse}</td><td>everything below, and methods for SQL</td></tr>
 *   <tr><td>{@link Postgres @Postgres} {@link DataSource}</td><td>{@link TestLakehouse#postgres()}</td></tr>
 *   <tr><td>{@link Snowflake @Snowflake} {@link DataSource}</td><td>{@link TestLakehouse#snowflake()}, which needs the Snowflake driver on the class path</td></tr>
 *   <tr><td>{@link EmbeddedSnowflake}</td><td>{@link TestLakehouse#account()}</td></tr>
 *   <tr><td>{@link S3Settings}</td><td>{@link TestLakehouse#s3()}</td></tr>
 *   <tr><td>{@link S3Client}</td><td>a client for {@link TestLakehouse#s3()}, which is closed after the last test of the class</td></tr>
 * </table>
 *
 * <p>A {@code DataSource} without one of the two annotations is left to other extensions.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LakehouseExtension.class)
public @interface LakehouseTest {
  /** Returns the database in Snowflake. Default: {@code LAKEHOUSE}. */
  String database() default "LAKEHOUSE";

  /** Returns the schema in Snowflake. Default: {@code PUBLIC}. */
  String schema() default "PUBLIC";
}
