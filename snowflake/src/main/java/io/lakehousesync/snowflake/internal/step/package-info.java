/** Steps of a set-up, one class for each kind of step: how it is checked and how it is applied. */
@NullMarked
package io.lakehousesync.snowflake.internal.step;

import org.jspecify.annotations.NullMarked;
