/** S3 in this process, and the settings with which the testkit connects to an S3 service. */
@NullMarked
package io.lakehousesync.testkit.s3;

import org.jspecify.annotations.NullMarked;
