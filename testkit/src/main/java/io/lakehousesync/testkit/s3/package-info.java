/** S3 in process, and the settings with which anything in the testkit reaches an S3 endpoint. */
@NullMarked
package io.lakehousesync.testkit.s3;

import org.jspecify.annotations.NullMarked;
