package io.lakehousesync.s3.internal.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressSetTest {
  @Test
  void containsOnlyWhatWasAdded() {
    AddressSet set = new AddressSet();
    for (int i = 0; i < 50_000; i++) {
      assertThat(set.add(address(i))).isTrue();
    }
    for (int i = 0; i < 50_000; i++) {
      assertThat(set.contains(address(i))).isTrue();
      assertThat(set.contains(address(-1 - i))).isFalse();
    }
    assertThat(set.add(address(7))).isFalse();
    assertThat(set.size()).isEqualTo(50_000);
  }

  @Test
  void distinguishesBuckets() {
    AddressSet set = new AddressSet();
    set.add(new ObjectAddress("a", "x"));
    assertThat(set.contains(new ObjectAddress("b", "x"))).isFalse();
  }

  private static ObjectAddress address(int i) {
    return new ObjectAddress("lake", "data/%d.parquet".formatted(i));
  }
}
