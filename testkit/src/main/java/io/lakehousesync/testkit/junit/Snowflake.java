package io.lakehousesync.testkit.junit;

import io.lakehousesync.testkit.TestLakehouse;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a parameter of type {@link javax.sql.DataSource}: the data source for Snowflake, {@link
 * TestLakehouse#snowflake()}.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Snowflake {}
