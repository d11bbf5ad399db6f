package io.lakehousesync.examples.host.query;

import java.lang.Character.UnicodeScript;
import java.util.Set;

/** How many columns of a terminal a text takes. */
final class DisplayWidth {
  private static final Set<UnicodeScript> WIDE =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.HANGUL,
          UnicodeScript.BOPOMOFO,
          UnicodeScript.YI);

  private DisplayWidth() {}

  /** Returns the width of a text without control characters. */
  static int of(String text) {
    return text.codePoints().map(DisplayWidth::of).sum();
  }

  private static int of(int codePoint) {
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean fullWidth =
        (codePoint >= 0x3000 && codePoint <= 0x303F)
            || (codePoint >= 0xFF01 && codePoint <= 0xFF60);
    boolean emoji = codePoint >= 0x1F300 && codePoint <= 0x1FAFF;
    boolean halfWidth = codePoint >= 0xFF61 && codePoint <= 0xFFDC;
    return fullWidth || emoji || (!halfWidth && WIDE.contains(UnicodeScript.of(codePoint))) ? 2 : 1;
  }
}
