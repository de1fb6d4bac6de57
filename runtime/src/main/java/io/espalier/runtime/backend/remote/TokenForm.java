package io.espalier.runtime.backend.remote;

import io.espalier.dsl.Role;
import io.espalier.runtime.backend.dialect.Continuation;
import io.espalier.runtime.backend.dialect.Prompt;
import io.espalier.runtime.tokenizer.TextPosition;
import io.espalier.runtime.tokenizer.TokenDecoder;
import io.espalier.runtime.tokenizer.Tokenizer;
import io.espalier.runtime.tokenizer.template.ChatTemplate;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A transcript as the token ids that the local engine would have: each piece is tokenised by
/// itself, generated tokens stay as they were. Immutable.
record TokenForm(Tokenizer tokenizer, ChatTemplate template) {

  static TokenForm of(Tokenizer tokenizer) {
    return new TokenForm(tokenizer, ChatTemplate.of(tokenizer));
  }

  /// Token ids that grow. Confined to one thread.
  private final class Ids {
    private int[] ids = new int[256];
    private int length;

    void add(int[] more) {
      if (length + more.length > ids.length) {
        ids = Arrays.copyOf(ids, Math.max(2 * ids.length, length + more.length));
      }
      System.arraycopy(more, 0, ids, length, more.length);
      length += more.length;
    }

    void begin() {
      OptionalInt bos = tokenizer.bos();
      if (length == 0 && tokenizer.addBosByDefault() && bos.isPresent()) {
        add(new int[] {bos.getAsInt()});
      }
    }

    TextPosition position() {
      return length == 0 ? TextPosition.START : tokenizer.positionAfter(ids[length - 1]);
    }
  }

  /// Returns the ids of a transcript.
  Prompt.Tokens prompt(Transcript transcript) {
    var ids = new Ids();
    Optional<Role> previous = Optional.empty();
    for (Transcript.Entry entry : transcript.entries()) {
      switch (entry) {
        case Transcript.Open(var role) -> {
          ids.add(template.openTokens(previous, role));
          previous = Optional.of(role);
        }
        case Transcript.Close(var role) -> ids.add(template.closeTokens(role));
        case Transcript.Text(var text, var known) -> {
          ids.begin();
          ids.add(known != null ? known : tokenizer.encode(text, ids.position()));
        }
      }
    }
    ids.begin();
    return new Prompt.Tokens(Arrays.copyOf(ids.ids, ids.length));
  }

  /// Returns a text behind a prompt.
  Continuation continuation(Prompt.Tokens prompt, String text) {
    int length = prompt.ids().length;
    TextPosition position =
        length == 0 ? TextPosition.START : tokenizer.positionAfter(prompt.ids()[length - 1]);
    return new Continuation(text, tokenizer.encode(text, position));
  }

  /// Returns what stands before a text that is scored without the prompt; empty where the model has
  /// no token that begins or separates texts.
  Optional<Prompt.Tokens> nothing() {
    OptionalInt begin = tokenizer.bos().isPresent() ? tokenizer.bos() : tokenizer.eos();
    return begin.isPresent()
        ? Optional.of(new Prompt.Tokens(new int[] {begin.getAsInt()}))
        : Optional.empty();
  }

  /// Returns the ids of a text of which a server told the ids, perhaps with an end token or more
  /// text behind it; the token in which the text ends gives way to canonical ones. Null where the
  /// ids do not stand for the text.
  int @Nullable [] keep(int @Nullable [] ids, String text) {
    if (ids == null) {
      return null;
    }
    TokenDecoder decoder = tokenizer.decoder();
    int decoded = 0;
    int whole = 0;
    int wholeEnd = 0;
    for (int i = 0; i < ids.length && decoded < text.length(); i++) {
      if (ids[i] >= tokenizer.vocabularySize()) {
        return null;
      }
      String piece = decoder.accept(ids[i]);
      if (!text.startsWith(piece, decoded)) {
        break;
      }
      decoded += piece.length();
      if (!decoder.isWaiting()) {
        whole = i + 1;
        wholeEnd = decoded;
      }
    }
    int[] kept = Arrays.copyOf(ids, whole);
    if (wholeEnd == text.length()) {
      return kept;
    }
    int[] rest = tokenizer.encode(text.substring(wholeEnd), TextPosition.AFTER_TEXT);
    int[] all = Arrays.copyOf(kept, kept.length + rest.length);
    System.arraycopy(rest, 0, all, kept.length, rest.length);
    return all;
  }
}
