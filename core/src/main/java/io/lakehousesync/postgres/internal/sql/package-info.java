/** SQL for PostgreSQL: transactions, errors, quoting, locks and small queries. Not for hosts. */
@NullMarked
package io.lakehousesync.postgres.internal.sql;

import org.jspecify.annotations.NullMarked;
