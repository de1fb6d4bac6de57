package io.espalier.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8Test {
  /// Rows of tables 3-8 to 3-11 of the Unicode Standard 16, with `?` for U+FFFD.
  @ParameterizedTest
  @CsvSource({
    "C0AFE080BFF0818241, ????????A",
    "EDA080EDBFBFEDAF41, ????????A",
    "F4919293FF4180BF42, ?????A??B",
    "E180E2F09192F1BF41, ????A",
    "C3A9E282ACF09F9880, é€😀"
  })
  void replacesMaximalSubparts(String hex, String expected) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(Utf8.decode(bytes, bytes.length)).isEqualTo(expected.replace('?', '\uFFFD'));
  }

  @RepeatedTest(30)
  void decodesWellFormedTextAsTheJdkDoes(RepetitionInfo repetition) {
    String text = RandomText.of(new Random(repetition.getCurrentRepetition()), 50);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(Utf8.decode(bytes, bytes.length)).isEqualTo(text);
  }
}
