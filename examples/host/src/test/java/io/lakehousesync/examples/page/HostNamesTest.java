package io.lakehousesync.examples.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
  private final HostNames names = new HostNames(PageAddress.parse("8080"));

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST:8080", "localhost:9999", "127.0.0.1:8080", "[::1]:8080"})
  void thisMachineIsAllowed(String header) {
    assertThat(names.allow(header)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "[::1]evil.example",
        "",
      })
  void anotherNameIsRefused(String header) {
    assertThat(names.allow(header)).isFalse();
  }

  @Test
  void aRequestWithoutANameIsRefused() {
    assertThat(names.allow(null)).isFalse();
  }

  @Test
  void theHostOfTheOptionIsAllowed() {
    HostNames given = new HostNames(PageAddress.parse("localhost:8080"));

    assertThat(given.allow("localhost:8080")).isTrue();
    assertThat(given.allow("other:8080")).isFalse();
  }
}
