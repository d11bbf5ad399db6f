package io.lakehousesync.examples.spring;

import java.math.BigDecimal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The orders, in PostgreSQL. Thread-safe. */
@Service
public class Orders {
  private final JdbcClient postgres;

  /** Creates the service. */
  public Orders(JdbcClient postgres) {
    this.postgres = postgres;
  }

  /** Places an order. */
  @Transactional
  public void place(String customer, BigDecimal amount) {
    postgres
        .sql("INSERT INTO orders (customer, amount) VALUES (?, ?)")
        .params(customer, amount)
        .update();
  }
}
