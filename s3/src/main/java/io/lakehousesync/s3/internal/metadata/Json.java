package io.lakehousesync.s3.internal.metadata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.lakehousesync.s3.internal.object.ReadLimits;
import io.lakehousesync.s3.internal.object.UnreadableFiles;
import java.io.IOException;
import java.io.InputStream;

/** Reads JSON texts as streams of tokens, within the limits of {@link ReadLimits}. */
public final class Json {
  // Without a table of names, because it grows with each new name in a file.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(ReadLimits.JSON_DEPTH)
                  .maxStringLength(ReadLimits.JSON_STRING_CHARS)
                  .build())
          .build();

  private Json() {}

  /** Reads the tokens of a text. */
  public interface Content<T> {
    T read(JsonParser json) throws IOException;
  }

  /** Reads a text. The URI is for the message if the text exceeds a limit. */
  public static <T> T read(String uri, InputStream in, Content<T> content) throws IOException {
    try (JsonParser json = FACTORY.createParser(in)) {
      return content.read(json);
    } catch (StreamConstraintsException e) {
      throw UnreadableFiles.overLimit(uri, e.getOriginalMessage(), e);
    }
  }
}
