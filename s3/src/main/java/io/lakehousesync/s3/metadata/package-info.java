/**
 * What metadata files and their listing contain, as values, and the exception for a file that
 * cannot be read. These types have their own package, because the public classes and the internal
 * packages need them.
 */
@NullMarked
package io.lakehousesync.s3.metadata;

import org.jspecify.annotations.NullMarked;
