package io.lakehousesync.examples.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A code block of README.md or of a page below docs.
 *
 * @param page the page, relative to the project
 * @param line the first line of the code in the page
 * @param kind the HTML comment in the line above the block, or nothing
 * @param language the word after the three backticks, or nothing
 * @param text the code
 */
record CodeBlock(Path page, int line, String kind, String language, String text) {
  static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();

  private static final Pattern BLOCK =
      Pattern.compile(
          "(?ms)^(?: *<!-- (?<kind>[^\\n]*) -->\\n)?(?<indent> *)```(?<language>\\w*)\\n(?<text>.*?)^\\k<indent>```$");

  static List<CodeBlock> all() throws IOException {
    List<CodeBlock> blocks = new ArrayList<>();
    try (Stream<Path> docs = Files.walk(PROJECT.resolve("docs"))) {
      List<Path> pages =
          Stream.concat(
                  Stream.of(PROJECT.resolve("README.md")),
                  docs.filter(file -> file.toString().endsWith(".md")).sorted())
              .toList();
      for (Path page : pages) {
        String text = Files.readString(page);
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
          blocks.add(
              new CodeBlock(
                  PROJECT.relativize(page),
                  (int) text.substring(0, block.start("text")).lines().count() + 1,
                  block.group("kind") == null ? "" : block.group("kind"),
                  block.group("language"),
                  block.group("text")));
        }
      }
    }
    return blocks;
  }

  @Override
  public String toString() {
    return page + ":" + line;
  }
}
