/** A Spring Boot application whose orders are in Snowflake seconds after they are placed. */
@NullMarked
package io.lakehousesync.examples.spring;

import org.jspecify.annotations.NullMarked;
