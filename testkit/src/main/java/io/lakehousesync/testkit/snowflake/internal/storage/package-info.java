/** Files on S3: Iceberg metadata, local copies of data files, and the files below a stage. */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.storage;

import org.jspecify.annotations.NullMarked;
