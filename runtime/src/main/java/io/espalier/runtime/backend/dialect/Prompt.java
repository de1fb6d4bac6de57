package io.espalier.runtime.backend.dialect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// What a server is to continue.
public sealed interface Prompt {

  /// Plain text.
  record Text(String text) implements Prompt {}

  /// Token ids of the server's model.
  @SuppressWarnings("ArrayRecordComponent") // made once, read once; never compared
  record Tokens(int[] ids) implements Prompt {
    /// Returns these tokens with others behind them.
    Tokens then(int[] more) {
      int[] all = Arrays.copyOf(ids, ids.length + more.length);
      System.arraycopy(more, 0, all, ids.length, more.length);
      return new Tokens(all);
    }
  }

  /// A conversation.
  ///
  /// @param open whether the last message is the beginning of the assistant's turn that the server
  ///   is to go on with; otherwise it begins one
  record Chat(List<Message> messages, boolean open) implements Prompt {
    public Chat {
      messages = List.copyOf(messages);
    }
  }

  /// Returns the bytes by which prompts share a prefix exactly when the server's tokens do, but for
  /// a token at the end of the shared part.
  default byte[] key() {
    return switch (this) {
      case Text(var text) -> text.getBytes(StandardCharsets.UTF_8);
      case Tokens(var ids) -> {
        ByteBuffer bytes = ByteBuffer.allocate(4 * ids.length);
        bytes.asIntBuffer().put(ids);
        yield bytes.array();
      }
      case Chat(var messages, _) -> {
        var text = new StringBuilder();
        messages.forEach(m -> text.append(m.role()).append('\0').append(m.text()).append('\1'));
        yield text.toString().getBytes(StandardCharsets.UTF_8);
      }
    };
  }
}
