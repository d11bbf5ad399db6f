/** An embedded lakehouse: PostgreSQL with pg_lake's SQL surface and S3, started together. */
@NullMarked
package io.lakehousesync.testkit;

import org.jspecify.annotations.NullMarked;
