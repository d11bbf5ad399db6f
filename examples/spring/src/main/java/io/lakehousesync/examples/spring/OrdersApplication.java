package io.lakehousesync.examples.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application. It has no code for the sync: {@code application.yaml} describes the sync. */
@SpringBootApplication
public class OrdersApplication {
  /** Starts the application. */
  public static void main(String[] args) {
    SpringApplication.run(OrdersApplication.class, args);
  }
}
