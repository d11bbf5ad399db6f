package io.lakehousesync.examples.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.examples.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageAccessTest {
  private static final String CHOSEN = "a-token-of-20-letters";
  private static final PageAddress LOOPBACK = PageAddress.parse("8080");
  private static final PageAddress EVERYWHERE = PageAddress.parse("0.0.0.0:8080");

  @TempDir private Path directory;

  @Test
  void theLoopbackAddressNeedsNoToken() {
    PageAccess access = PageAccess.of(LOOPBACK, null, Map.of());

    assertThat(access.token()).isNull();
    assertThat(access.url(8080)).isEqualTo("http://localhost:8080/");
  }

  @Test
  void anotherAddressGetsATokenThatIsShownAndIsNewEachTime() {
    PageAccess access = PageAccess.of(EVERYWHERE, null, Map.of());

    String shown = access.url(8080).replaceFirst(".*\\?token=", "");
    assertThat(shown).hasSize(43);
    assertThat(Objects.requireNonNull(access.token()).matches(shown)).isTrue();
    assertThat(PageAccess.of(EVERYWHERE, null, Map.of()).url(8080)).doesNotContain(shown);
  }

  @Test
  void aChosenTokenIsNotShown() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), CHOSEN + "\n");
    Map<String, String> environment = Map.of(PageAccess.VARIABLE, CHOSEN);

    for (PageAccess access :
        new PageAccess[] {
          PageAccess.of(EVERYWHERE, null, environment),
          PageAccess.of(LOOPBACK, null, environment),
          PageAccess.of(EVERYWHERE, file, Map.of()),
        }) {
      assertThat(Objects.requireNonNull(access.token()).matches(CHOSEN)).isTrue();
      assertThat(access.token().matches(CHOSEN + "x")).isFalse();
      assertThat(access.token().matches(null)).isFalse();
      assertThat(access.url(1) + access).doesNotContain(CHOSEN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "with a space in the token", "ünicode-in-the-token-äöü"})
  void aWeakTokenIsRefusedWithoutBeingShown(String token) {
    assertThatThrownBy(() -> PageAccess.of(LOOPBACK, null, Map.of(PageAccess.VARIABLE, token)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "LAKEHOUSE_PAGE_TOKEN: a token needs at least 20 characters, all of them visible ASCII"
                + " characters");
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = directory.resolve("missing");

    assertThatThrownBy(() -> PageAccess.of(LOOPBACK, missing, Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("--page-token-file " + missing + " cannot be read: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "page", "70000", "1:2:3", "host:", ":8080", "http://localhost:8080"})
  void anotherFormOfAddressIsRefused(String text) {
    assertThatThrownBy(() -> PageAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }
}
