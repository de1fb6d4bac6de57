package io.espalier.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TokenDecoderTest {
  private final Tokenizer tokenizer = TinyTokenizers.byteLevel();

  @RepeatedTest(200)
  void streamsWhatTheWholeDecodesTo(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    int[] tokens = new int[random.nextInt(60)];
    for (int i = 0; i < tokens.length; i++) {
      // Single bytes above ASCII are the lowest ids behind the printable ones: mostly broken UTF-8.
      tokens[i] = random.nextInt(tokenizer.vocabularySize());
    }
    var streamed = new StringBuilder();
    var bytes = new ByteArrayOutputStream();
    TokenDecoder decoder = tokenizer.decoder();
    for (int token : tokens) {
      String piece = decoder.accept(token);
      streamed.append(piece);
      if (!tokenizer.isSpecial(token)) {
        bytes.writeBytes(tokenizer.tokenBytes(token));
      }
    }
    streamed.append(decoder.flush());
    assertThat(streamed.toString()).isEqualTo(Utf8.decode(bytes.toByteArray(), bytes.size()));
    assertThat(streamed.toString()).isEqualTo(tokenizer.decode(tokens));
  }

  @RepeatedTest(50)
  void neverSplitsACharacter(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    String text = RandomText.of(random, 30);
    TokenDecoder decoder = tokenizer.decoder();
    var streamed = new StringBuilder();
    for (int token : tokenizer.encode(text)) {
      String piece = decoder.accept(token);
      assertThat(piece).doesNotContain("\uFFFD");
      streamed.append(piece);
      assertThat(text).startsWith(streamed.toString());
    }
    assertThat(decoder.isWaiting()).isFalse();
    assertThat(streamed.toString()).isEqualTo(text);
  }

  @Test
  void givesAReplacementForWhatNeverCameWhole() {
    int[] tokens = tokenizer.encode("😀");
    TokenDecoder decoder = tokenizer.decoder();
    assertThat(decoder.accept(tokens[0])).isEmpty();
    assertThat(decoder.isWaiting()).isTrue();
    assertThat(decoder.flush()).isEqualTo("\uFFFD");
    assertThat(decoder.isWaiting()).isFalse();
  }
}
