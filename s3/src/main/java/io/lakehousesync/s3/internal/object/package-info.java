/** Objects on S3: addresses, complete reads and complete listings. */
@NullMarked
package io.lakehousesync.s3.internal.object;

import org.jspecify.annotations.NullMarked;
