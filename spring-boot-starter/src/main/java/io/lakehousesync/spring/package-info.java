/**
 * The Spring Boot starter: configures a sync by the properties {@code lakehouse.*}, starts it with
 * the application context, and closes it before the context closes what the sync uses.
 */
@NullMarked
package io.lakehousesync.spring;

import org.jspecify.annotations.NullMarked;
