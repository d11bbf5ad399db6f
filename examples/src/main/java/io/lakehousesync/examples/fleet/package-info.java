/**
 * Measurements of {@code LakehouseSync} over many tables and by several hosts: what a cycle costs,
 * how soon a row is visible in the catalog, and what is left after hosts were killed at random.
 */
@NullMarked
package io.lakehousesync.examples.fleet;

import org.jspecify.annotations.NullMarked;
