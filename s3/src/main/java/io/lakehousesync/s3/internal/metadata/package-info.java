/** Readers of Iceberg metadata files, manifest lists and manifests. */
@NullMarked
package io.lakehousesync.s3.internal.metadata;

import org.jspecify.annotations.NullMarked;
