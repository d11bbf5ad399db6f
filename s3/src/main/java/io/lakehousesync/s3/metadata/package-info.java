/**
 * What metadata files and their listing contain, as values, and the exception for a file that
 * cannot be read. They have a package of their own because the public classes and the internal
 * packages both need them.
 */
@NullMarked
package io.lakehousesync.s3.metadata;

import org.jspecify.annotations.NullMarked;
