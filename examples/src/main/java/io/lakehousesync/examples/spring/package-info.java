/** For hosts that run in Spring Boot. */
@NullMarked
package io.lakehousesync.examples.spring;

import org.jspecify.annotations.NullMarked;
