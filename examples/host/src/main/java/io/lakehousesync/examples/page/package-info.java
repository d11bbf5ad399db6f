/**
 * A page on which people watch a sync: the model of what the page shows, the HTTP server of the
 * page, and the report that a run leaves as one HTML file.
 */
@NullMarked
package io.lakehousesync.examples.page;

import org.jspecify.annotations.NullMarked;
