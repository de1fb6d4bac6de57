package io.espalier.runtime.tokenizer;

import java.util.Arrays;

/// Turns tokens into text as they come, never splitting a character. Confined to one sequence; not
/// thread-safe.
///
/// Bytes that may yet become a character wait for the next token. Bytes that cannot become one give
/// U+FFFD, as many as decoding the whole at once would give (one for each maximal subpart, Unicode
/// 16, section 3.9).
public final class TokenDecoder {
  private final Tokenizer tokenizer;
  private final boolean showSpecial;
  private boolean stripSpace;
  private byte[] waiting = new byte[64];
  private int length;

  TokenDecoder(Tokenizer tokenizer, boolean showSpecial, boolean stripSpace) {
    this.tokenizer = tokenizer;
    this.showSpecial = showSpecial;
    this.stripSpace = stripSpace;
  }

  /// The text that is certain behind `token`; often a word, empty inside a character.
  public String accept(int token) {
    int more = tokenizer.byteLength(token);
    if (tokenizer.isSpecial(token) && !showSpecial) {
      return "";
    }
    if (length + more > waiting.length) {
      waiting = Arrays.copyOf(waiting, length + more + 64);
    }
    length = tokenizer.copyBytes(token, waiting, length);
    if (stripSpace && length > 0) {
      stripSpace = false;
      if (waiting[0] == ' ') {
        length--;
        System.arraycopy(waiting, 1, waiting, 0, length);
      }
    }
    return take(length - Utf8.incompleteTail(waiting, length));
  }

  /// Whether bytes of a character that is not whole are held back.
  public boolean isWaiting() {
    return length > 0;
  }

  /// What is held back, as U+FFFD; empty where nothing is. The decoder then stands at the start of
  /// new text.
  public String flush() {
    return take(length);
  }

  private String take(int count) {
    String text = Utf8.decode(waiting, count);
    length -= count;
    System.arraycopy(waiting, count, waiting, 0, length);
    return text;
  }
}
