package io.espalier.runtime.backend.remote;

import io.espalier.runtime.backend.TextListener;
import io.espalier.runtime.backend.dialect.Wrapping;
import java.util.List;

/// Hands a streamed answer on to a listener and says when it has ended. Confined to one thread.
///
/// What may yet turn out to be part of a stop text is held back; a wrapped value is handed on as a
/// whole at its end.
final class Hearing {
  private final TextListener listener;
  private final List<String> until;
  private final List<String> stop;
  private StopText watch;
  private int told;

  Hearing(List<String> until, List<String> stop, TextListener listener) {
    this.until = until;
    this.stop = stop;
    this.listener = listener;
    watch = new StopText(until, stop);
  }

  /// Begins an answer anew.
  ///
  /// @throws IllegalStateException when a piece of the one before was handed on
  void begin() {
    if (told > 0) {
      throw new IllegalStateException(told + " characters of another answer were handed on");
    }
    watch = new StopText(until, stop);
  }

  /// Takes the answer's text so far. Returns whether nothing more is needed.
  boolean onText(CharSequence text, Wrapping wrapping) {
    if (wrapping != Wrapping.NONE) {
      return false;
    }
    boolean ended = watch.isEnded(text);
    tell(text, watch.certain(text));
    return ended;
  }

  private void tell(CharSequence text, int to) {
    if (to > told) {
      String piece = text.subSequence(told, to).toString();
      told = to;
      listener.onText(piece, false);
    }
  }

  /// Hands on the rest and returns the whole text.
  String end(String value) {
    boolean _ = watch.isEnded(value);
    String whole = watch.cut(value);
    tell(whole, whole.length());
    return whole;
  }

  /// Returns whether a stop text was found.
  boolean stopped() {
    return watch.found();
  }

  /// Returns whether a piece was handed on, so that the request cannot be repeated.
  boolean heard() {
    return told > 0;
  }
}
