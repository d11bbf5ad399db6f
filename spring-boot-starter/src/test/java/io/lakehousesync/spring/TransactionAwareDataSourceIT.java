package io.lakehousesync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.SyncReport;
import io.lakehousesync.testkit.TestLakehouse;
import io.lakehousesync.testkit.junit.LakehouseTest;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

@LakehouseTest
class TransactionAwareDataSourceIT {
  private final TestLakehouse lakehouse;
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(LakehouseSyncAutoConfiguration.class));

  TransactionAwareDataSourceIT(TestLakehouse lakehouse) {
    this.lakehouse = lakehouse;
  }

  @Test
  void aRunInATransactionOfTheApplicationIsRefusedAndTheMessageSaysWhichDataSourceToUse()
      throws Exception {
    lakehouse.execute("CREATE TABLE stores (id int PRIMARY KEY)", "INSERT INTO stores VALUES (1)");
    DataSource pool = lakehouse.postgres();
    TransactionTemplate transaction =
        new TransactionTemplate(new DataSourceTransactionManager(pool));
    runner
        .withBean("pool", DataSource.class, () -> pool)
        .withBean("proxy", DataSource.class, () -> new TransactionAwareDataSourceProxy(pool))
        .withPropertyValues(
            "lakehouse.auto-start=false",
            "lakehouse.set-up-on-start=true",
            "lakehouse.table.stores.target=iceberg_stores",
            "lakehouse.data-source=proxy")
        .run(
            context -> {
              LakehouseSync sync = context.getBean(LakehouseSync.class);
              assertThat(sync.runOnce().orThrow().tables().get(0).rows()).isEqualTo(1);

              // The check for changes uses the thread that calls runOnce().
              List<SyncReport> refused = new ArrayList<>();
              transaction.executeWithoutResult(
                  status -> {
                    JdbcClient.create(pool).sql("INSERT INTO stores VALUES (2)").update();
                    refused.add(sync.runOnce());
                  });

              assertThat(refused.get(0).tables().get(0).failure())
                  .hasValueSatisfying(
                      failure ->
                          assertThat(failure)
                              .hasMessageEndingWith(
                                  "the data source returned a connection that is in a transaction of"
                                      + " the application. Nothing was executed, and that"
                                      + " transaction goes on. Use a data source that takes no part"
                                      + " in transactions, such as the pool behind Spring's"
                                      + " TransactionAwareDataSourceProxy."));
              assertThat(sync.runOnce().orThrow().tables().get(0).rows()).isEqualTo(1);
            });
  }
}
