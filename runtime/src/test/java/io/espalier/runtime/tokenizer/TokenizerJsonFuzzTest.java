package io.espalier.runtime.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// A `tokenizer.json`: read and able to encode, or refused by name.
class TokenizerJsonFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
            """
            {"added_tokens":[{"id":4,"content":"<s>","special":true,"lstrip":true}],
             "normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Replace",
             "pattern":{"Regex":"a{2}"},"content":"b"}]},"pre_tokenizer":{"type":"Split",
             "pattern":{"Regex":"\\\\p{L}+| ?[^\\\\s]+(?!x)"},"behavior":"Isolated","invert":false},
             "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>"}}]},
             "decoder":{"type":"ByteLevel"},"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2,"Ġ":3},
             "merges":["a b"],"ignore_merges":true}}\
            """,
            """
            {"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"first"},
             "decoder":{"type":"Metaspace"},"model":{"type":"Unigram","unk_id":0,"byte_fallback":true,
             "vocab":[["<unk>",0.0],["▁a",-1.5],["b",-2],["<0x0A>",-9]]}}\
            """)
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "60s")
  void readsOrRefuses(byte @NotNull [] bytes) {
    try {
      Tokenizer tokenizer = HuggingFaceTokenizerReader.parse("fuzz", bytes);
      tokenizer.decode(tokenizer.encodeTemplate("<s>ab é\n 12 aab"));
    } catch (TokenizerException _) {
      // Refused.
    }
  }
}
