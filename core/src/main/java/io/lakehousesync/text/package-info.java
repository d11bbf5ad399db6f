/**
 * Text from elsewhere, such as names, keys, messages and URLs, in lines for people: without control
 * characters, and without secrets. Hosts use these classes for their own output.
 */
@NullMarked
package io.lakehousesync.text;

import org.jspecify.annotations.NullMarked;
