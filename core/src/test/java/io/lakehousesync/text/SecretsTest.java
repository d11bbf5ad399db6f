package io.lakehousesync.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:postgresql://me:pa/ss@host/db | jdbc:postgresql://(hidden)@host/db",
        "jdbc:postgresql://me:p@ss@host:5432/db?ssl=true | jdbc:postgresql://(hidden)@host:5432/db?(hidden)",
        "jdbc:postgresql://me:p?ss@host/db | jdbc:postgresql://(hidden)",
        "jdbc:postgresql://host/db?password=p@ss | jdbc:postgresql://(hidden)",
        "jdbc:postgresql:x?password=s3cret&port= | jdbc:postgresql:x?(hidden)",
        "jdbc:postgresql:x&password=s3cret | jdbc:postgresql:x?(hidden)",
        "jdbc:postgresql:me:s3cret@host/db | jdbc:postgresql:(hidden)@host/db",
        "jdbc:snowflake://a.snowflakecomputing.com/?password=s3cret | jdbc:snowflake://a.snowflakecomputing.com/?(hidden)",
        "jdbc:snowflake://a.snowflakecomputing.com;password=s3cret | jdbc:snowflake://a.snowflakecomputing.com?(hidden)",
        "https://me:s3cret@host/ | https://(hidden)@host/",
        "me:pa/ss@host | (hidden)@host",
        "host=h user=me password=s3cret x=y | host=h user=me password=(hidden)",
        "private_key_pwd = s3cret | private_key_pwd = (hidden)",
      })
  void hidesLoginsAndParameters(String text, String shown) {
    assertThat(Secrets.hide(text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s3://lake/retail/",
        "jdbc:postgresql://localhost:5432/shop",
        "jdbc:postgresql:shop",
        "arn:aws:iam::012345678910:role/retail-lake",
        "retail.\"odd @ name\"",
        "${SYNC_PASSWORD}",
        "10s",
      })
  void showsWhatIsNoSecret(String text) {
    assertThat(Secrets.hide(text)).isEqualTo(text);
  }
}
