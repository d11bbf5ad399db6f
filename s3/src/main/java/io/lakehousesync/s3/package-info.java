/**
 * Classes that a host calls for S3: a locator that lists metadata files, readers of metadata files
 * and orphans, S3 clients and IAM documents.
 */
@NullMarked
package io.lakehousesync.s3;

import org.jspecify.annotations.NullMarked;
