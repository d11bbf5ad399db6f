/**
 * The complete host application: the commands that run, set up, examine and watch a sync that a
 * configuration file describes.
 */
@NullMarked
package io.lakehousesync.examples.host;

import org.jspecify.annotations.NullMarked;
