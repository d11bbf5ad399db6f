/** The S3 side: what AWS must know, and metadata files without PostgreSQL. */
@NullMarked
package io.lakehousesync.s3;

import org.jspecify.annotations.NullMarked;
