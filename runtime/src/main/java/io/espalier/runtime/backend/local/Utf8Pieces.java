package io.espalier.runtime.backend.local;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Turns bytes that arrive token by token into text that never splits a character: an incomplete
/// character waits for its other bytes, an invalid one becomes U+FFFD.
final class Utf8Pieces {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer waiting = ByteBuffer.allocate(64).flip();

  /// Returns the text that `bytes` complete; may be empty.
  String add(byte[] bytes) {
    var input = ByteBuffer.allocate(waiting.remaining() + bytes.length);
    input.put(waiting).put(bytes).flip();
    var output = CharBuffer.allocate(input.remaining() + 1);
    decoder.decode(input, output, false);
    waiting = input;
    return output.flip().toString();
  }

  /// Returns what is left at the end: U+FFFD for an incomplete character.
  String end() {
    var output = CharBuffer.allocate(waiting.remaining() + 2);
    decoder.decode(waiting, output, true);
    decoder.flush(output);
    return output.flip().toString();
  }
}
