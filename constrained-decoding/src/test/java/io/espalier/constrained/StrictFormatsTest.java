package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Formats that are not regular in full: what is let through is right.
final class StrictFormatsTest {
  private static boolean matches(String format, String text) {
    return new ConstraintCompiler().compile(new ConstraintSource.Format(format)).matches(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"www.example.com", "a--b.com", "1host", "x-y-z.A"})
  void plainHostNamesAreRead(String name) {
    assertThat(matches("hostname", name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"xn--X", "XN--aa", "ab--c", "-a", "a-", "a..b", ".a", "a_b", "é.com"})
  void reservedAndBrokenHostNamesAreNot(String name) {
    assertThat(matches("hostname", name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bücher.de",
        "실례.테스트",
        "l\u00B7l",
        "a\u3002b",
        "\u05D0\u05F3\u05D1",
        "\u30FB\u4E08"
      })
  void internationalNamesAreRead(String name) {
    assertThat(matches("idn-hostname", name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u00B7l",
        "l\u00B7",
        "\u0300hello",
        "0a.\u05D0",
        "a\u05D0",
        "\u05F3\u05D1",
        "xn--7a",
        "BÜCHER.de",
        "\u0628\u0660\u06F0"
      })
  void contextBidiAndCaseAreChecked(String name) {
    assertThat(matches("idn-hostname", name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "([abc])+\\s+$",
        "^a{2,10}?|b$",
        "[^a-z\\d-]",
        "(?<name>x)",
        "(?<=a+)b",
        "[]",
        "\\cA\\u{1F600}",
        "a{10,12}"
      })
  void patternsAreRead(String pattern) {
    assertThat(matches("regex", pattern)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^(abc]",
        "a**",
        "(",
        "[z-a]",
        "a{3,2}",
        "\\a",
        "(?i)a",
        "(?<a>x)(?<a>y)",
        "{",
        "(?#c)",
        "a{12,10}"
      })
  void brokenPatternsAreNot(String pattern) {
    assertThat(matches("regex", pattern)).isFalse();
  }
}
