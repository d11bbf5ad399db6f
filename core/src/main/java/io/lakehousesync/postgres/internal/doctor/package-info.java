/** The checks of the doctor: queries whose rows are findings. Not for hosts. */
@NullMarked
package io.lakehousesync.postgres.internal.doctor;

import org.jspecify.annotations.NullMarked;
