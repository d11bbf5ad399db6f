/** The health of a sync for Spring Boot's Actuator. */
@NullMarked
package io.lakehousesync.examples.spring;

import org.jspecify.annotations.NullMarked;
