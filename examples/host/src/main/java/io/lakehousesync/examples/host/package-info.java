/**
 * The complete host application: the commands that run, examine, refresh and verify a sync that a
 * configuration file describes. The commands for set-up and status have packages of their own.
 */
@NullMarked
package io.lakehousesync.examples.host;

import org.jspecify.annotations.NullMarked;
