package io.espalier.runtime.tokenizer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// A SentencePiece model file: read and able to encode, or refused by name.
class SentencePieceFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of("bpe", "unigram", "unigram-bytes")
        .map(name -> TinyTokenizers.resource("sentencepiece/" + name + ".model"));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "60s")
  void readsOrRefuses(byte @NotNull [] bytes) {
    try {
      Tokenizer tokenizer = SentencePieceReader.parse("fuzz", bytes);
      tokenizer.decode(tokenizer.encodeTemplate("<s> the  ring ﬁ½ é… mask\n"));
    } catch (TokenizerException _) {
      // Refused.
    }
  }
}
