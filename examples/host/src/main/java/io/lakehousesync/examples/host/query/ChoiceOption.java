package io.lakehousesync.examples.host.query;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of a few words on a command line. */
abstract class ChoiceOption<E extends Enum<E>> implements ITypeConverter<E> {
  private final List<E> choices;

  private ChoiceOption(E[] choices) {
    this.choices = Arrays.asList(choices);
  }

  @Override
  public E convert(String text) {
    return choices.stream()
        .filter(choice -> choice.toString().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is none of %s"
                        .formatted(
                            text,
                            choices.stream()
                                .map(Object::toString)
                                .collect(Collectors.joining(", ")))));
  }

  static final class OfSide extends ChoiceOption<Side> {
    OfSide() {
      super(Side.values());
    }
  }

  static final class OfFormat extends ChoiceOption<Format> {
    OfFormat() {
      super(Format.values());
    }
  }
}
