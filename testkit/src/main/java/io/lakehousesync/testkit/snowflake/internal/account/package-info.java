/** All objects of the account by their names: databases, schemas, and what they contain. */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.account;

import org.jspecify.annotations.NullMarked;
