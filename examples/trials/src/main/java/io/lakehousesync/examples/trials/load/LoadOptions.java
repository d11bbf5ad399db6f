package io.lakehousesync.examples.trials.load;

/**
 * The options of a load test.
 *
 * @param rows the number of rows in the large table before the set-up
 * @param heap the host's {@code -Xmx}
 * @param batchRows the number of rows that one transaction copies
 * @param kind the kind of tracking
 * @param kills how many hosts to kill during the load
 * @param samples how many small batches to measure, in each table
 */
record LoadOptions(int rows, String heap, int batchRows, String kind, int kills, int samples) {}
