package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PathSetTest {
  @Test
  void holdsWhatWasAddedAndNothingElse() {
    PathSet set = new PathSet();
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
  void tellsBucketsApart() {
    PathSet set = new PathSet();
    set.add(new ObjectAddress("a", "x"));
    assertThat(set.contains(new ObjectAddress("b", "x"))).isFalse();
  }

  private static ObjectAddress address(int i) {
    return new ObjectAddress("lake", "data/%d.parquet".formatted(i));
  }
}
