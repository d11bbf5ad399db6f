/** Sessions: login, tokens, current objects, parameters and open transactions. */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.session;

import org.jspecify.annotations.NullMarked;
