/**
 * PostgreSQL, S3 and Snowflake for one run: the services that the options name, and embedded
 * services for the rest.
 */
@NullMarked
package io.lakehousesync.examples.services;

import org.jspecify.annotations.NullMarked;
