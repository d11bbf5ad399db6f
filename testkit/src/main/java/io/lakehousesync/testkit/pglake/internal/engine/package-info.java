/** The query engine: writes changes of tables to S3 as Iceberg data and metadata. */
@NullMarked
package io.lakehousesync.testkit.pglake.internal.engine;

import org.jspecify.annotations.NullMarked;
