package io.espalier.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitPatternTest {
  /// The patterns of the known models against `java.util.regex` on random text.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-2",
        "llama3",
        "qwen2",
        "gpt-4o",
        "tekken",
        "starcoder",
        "falcon",
        "deepseek-llm",
        "deepseek-coder",
        "deepseek-v3"
      })
  void findsWhatTheJdkFinds(String name) {
    for (PreTokenizer step : GgufPreTokenizers.named(name, "test")) {
      String source = step.pattern().source();
      // `\s` is White_Space in both with this flag; `$` is the very end in ours.
      String translated =
          source.endsWith("$") ? source.substring(0, source.length() - 1) + "\\z" : source;
      int flags = Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE;
      Pattern oracle = Pattern.compile(translated, flags);
      for (int seed = 0; seed < 60; seed++) {
        var random = new Random(seed);
        String text = RandomText.of(random, seed) + (seed % 3 == 0 ? "   \n" : " it's 12345");
        assertThat(matches(step.pattern(), text))
            .as(source + " on " + text)
            .isEqualTo(jdk(oracle, text));
      }
    }
  }

  private static List<String> matches(SplitPattern pattern, String text) {
    int[] points = CodePoints.of(text);
    SplitPattern.Matcher matcher = pattern.matcher(points);
    matcher.region(0, points.length);
    List<String> found = new ArrayList<>();
    for (int at = matcher.find(0); at >= 0; at = matcher.find(matcher.end())) {
      found.add(new String(points, at, matcher.end() - at));
    }
    return found;
  }

  private static List<String> jdk(Pattern oracle, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = oracle.matcher(text);
    while (matcher.find()) {
      if (!matcher.group().isEmpty()) {
        found.add(matcher.group());
      }
    }
    return found;
  }

  @Test
  void takesPossessiveQuantifiersAndCounts() {
    SplitPattern pattern = SplitPattern.parse("a++b?|\\p{N}{2,3}+|[x-z]?+y|\\x{1F600}", "test");
    assertThat(matches(pattern, "aab 12345 zy y 😀"))
        .containsExactly("aab", "123", "45", "zy", "😀");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(ab)+", "a+?", "(?<=a)b", "(?<name>a)", "\\1", "[a&&b]", "\\bq", "[a[b]]", "(a", "a)",
        "[a", "\\p{Han}", "a{2", "a{5,2}", "a{99999}", "*a", "\\", "\\p", "(?>a)", "[z-a]"
      })
  void refusesByNameWhatItDoesNotKnow(String source) {
    assertThatThrownBy(() -> SplitPattern.parse(source, "file.json"))
        .isInstanceOf(TokenizerException.Unsupported.class)
        .hasMessageStartingWith("file.json: not supported: ")
        .hasMessageContaining("split pattern");
  }

  @Test
  void refusesDeepNestingAndLength() {
    assertThatThrownBy(() -> SplitPattern.parse("(".repeat(4000), "f"))
        .isInstanceOf(TokenizerException.class);
    assertThatThrownBy(() -> SplitPattern.parse("a".repeat(5000), "f"))
        .isInstanceOf(TokenizerException.Invalid.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a*a*a*a*a*a*b", "(a?a?a?|a)(a?a?|a)(a?a?|a)b", "a+a+b|a+a+c"})
  void endsBacktrackingAtItsBudget(String source) {
    SplitPattern pattern = SplitPattern.parse(source, "test");
    assertThatThrownBy(() -> matches(pattern, "a".repeat(20_000) + "d"))
        .isInstanceOf(TokenizerException.Unsupported.class)
        .hasMessageContaining("budget");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-2",
        "llama3",
        "qwen2",
        "gpt-4o",
        "tekken",
        "starcoder",
        "falcon",
        "deepseek-llm",
        "deepseek-coder",
        "deepseek-v3"
      })
  void knownPatternsStayWithinTheBudgetOnLongRuns(String name) {
    List<PreTokenizer> steps = GgufPreTokenizers.named(name, "test");
    for (String unit : List.of("a", "A", " ", "\n", "1", ".", "é", "中", "\r\n ", "'", "\u0301")) {
      int[] points = CodePoints.of(unit.repeat(100_000) + "x");
      assertThat(PreTokenizer.split(steps, points).size()).isPositive();
    }
  }
}
