package io.lakehousesync.s3;
