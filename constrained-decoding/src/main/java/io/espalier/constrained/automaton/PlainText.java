package io.espalier.constrained.automaton;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An inner state that can tell whether it is the inside of a plain string: any characters, limited
/// only in number, up to a closing quote. Such states of different grammars behave alike and share
/// masks.
public interface PlainText {
  /// How a plain string behaves: which escapes it knows and how many characters may still come.
  record Kind(boolean canonical, int least, int most) {}

  /// Returns the kind, with bounds beyond `window` characters left out (-1 = no upper bound); null
  /// where the text is restricted otherwise.
  @Nullable Kind plainText(int window);

  /// Returns the byte strings, closing quote included, that end the text in a way of their own (a
  /// declared key), or must not end it (a key that was used): exceptions to the kind.
  List<byte[]> exceptions();

  /// Returns a state that treats tokens alike, the exceptions aside, and is the same for more
  /// places.
  State representative();
}
