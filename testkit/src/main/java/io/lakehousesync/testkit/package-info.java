package io.lakehousesync.testkit;
