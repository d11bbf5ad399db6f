/**
 * Measurements of {@code LakehouseSync} over many tables and with several hosts: what a cycle
 * costs, how soon the catalog shows a row, and what is missing after hosts were killed at random.
 */
@NullMarked
package io.lakehousesync.examples.trials.fleet;

import org.jspecify.annotations.NullMarked;
