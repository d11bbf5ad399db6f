package io.lakehousesync;
