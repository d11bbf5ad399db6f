package io.lakehousesync.examples;
