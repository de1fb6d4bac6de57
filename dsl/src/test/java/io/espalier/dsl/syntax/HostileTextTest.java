package io.espalier.dsl.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.DiagnosticRenderer;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.SyntaxCode;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the text, reading ends in a program or in diagnostics.
final class HostileTextTest {
  private static final int MANY = 60_000;
  private static final String[] SCRAPS = {
    "\"", "\"\"\"", "\\{", "\\[", "{", "}", "(", ")", "[", "]", "gen ", "fork ", "\n", "let x = ",
        "case ",
    "-> ", "map<", "?", "??", "..", "r\"", "//", "///", "'", "\\", "\u0000", "é", "\uD800", "if ",
        "else ",
    ",", ":", "=", "return", "prompt p() {", "match x {", "\r", "#", "/*", "1e999", "|", "- - "
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "[",
        "{",
        "\"\\{",
        "\"\\[x: ",
        "f(",
        "R { a: ",
        "fork x in xs { ",
        "if x { ",
        "gen map<",
        "[f(",
        "\"\"\"\\{",
        "match x { case _ -> "
      })
  void deepNestingIsADiagnostic(String opening) {
    List<Diagnostic> found = inPrompt("let x = " + opening.repeat(MANY));
    assertThat(found)
        .extracting(Diagnostic::code)
        .containsAnyOf(SyntaxCode.TOO_DEEP, SyntaxCode.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"- ", "!", "1 + ", "a && ", "a ?? ", "1 == ", "a.b().", "a.f(1)."})
  void longChainsAreADiagnostic(String link) {
    List<Diagnostic> found = inPrompt("let x = " + link.repeat(MANY / 2) + "a");
    assertThat(found).extracting(Diagnostic::code).contains(SyntaxCode.TOO_DEEP);
  }

  @Test
  void longTypeSuffixesAreADiagnostic() {
    assertThat(inPrompt("let x = gen T" + "[]".repeat(MANY)))
        .extracting(Diagnostic::code)
        .contains(SyntaxCode.TOO_DEEP);
  }

  @Test
  void aLongElseIfChainIsOneLevelDeep() {
    String text = "if a { break }" + " else if a { break }".repeat(5_000);
    assertThat(inPrompt(text)).isEmpty();
  }

  @Test
  void aLongBlockIsFine() {
    assertThat(inPrompt("let x = f(1, [2, 3]).size()\n".repeat(10_000))).isEmpty();
  }

  @Test
  void tooLargeATextIsADiagnostic() {
    assertThat(inPrompt("// " + "x".repeat(1 << 20)))
        .extracting(Diagnostic::code)
        .containsExactly(SyntaxCode.TOO_LARGE);
    assertThat(inPrompt("a ".repeat(400_000)))
        .extracting(Diagnostic::code)
        .containsExactly(SyntaxCode.TOO_LARGE);
    assertThat(inPrompt("\"" + "\\{a}".repeat(20_000) + "\""))
        .extracting(Diagnostic::code)
        .containsExactly(SyntaxCode.TOO_LARGE);
  }

  @Test
  void manyMistakesAreCapped() {
    List<Diagnostic> found = inPrompt("let = 3\n".repeat(1000));
    assertThat(found).hasSize(ReadLimits.DEFAULT.diagnostics() + 1);
    assertThat(found.getLast().code()).isEqualTo(SyntaxCode.TOO_MANY_ERRORS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "( ~ )",
        "[ ~ ]",
        "f( ~ )",
        "R { a:  ~ }",
        "fork x in xs { yield( ~ )}",
        "\"\\{ ~ }\""
      })
  void theDeepestAllowedTextFitsASmallStack(String opening, String closing)
      throws InterruptedException {
    int levels = (ReadLimits.DEFAULT.nesting() - 4) / (opening.matches("\"(.*)|fork.*") ? 2 : 1);
    String text =
        "prompt p() { let x = " + opening.repeat(levels) + "1" + closing.repeat(levels) + " }";
    var result = new AtomicReference<String>();
    var failure = new AtomicReference<Throwable>();
    Runnable read =
        () -> {
          SyntaxPrinter.print(ProgramReader.read(new SourceText("t.sgl", text)).programOrThrow());
          result.set(Formatter.format(new SourceText("t.sgl", text)));
        };
    Thread thread = new Thread(null, read, "small stack", 1024 * 1024);
    thread.setUncaughtExceptionHandler((_, thrown) -> failure.set(thrown));
    thread.start();
    thread.join();
    assertThat(failure.get()).isNull();
    assertThat(result.get()).isNotEmpty();
  }

  @RepeatedTest(400)
  void mutatedProgramsNeverBreakTheReader(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    var random = new Random(seed);
    List<SourceText> samples = Samples.all();
    String text = samples.get(random.nextInt(samples.size())).text();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      text = mutated(text, random);
    }
    var source = new SourceText("fuzz.sgl", text);
    ReadResult read = ProgramReader.read(source);
    assertThat(DiagnosticRenderer.coloured().render(read.diagnostics())).isNotNull();
    if (!read.hasErrors()) {
      String formatted = Formatter.format(source);
      ReadResult again = ProgramReader.read(new SourceText("again.sgl", formatted));
      assertThat(again.hasErrors()).as(text + "\n-----\n" + formatted).isFalse();
      assertThat(SyntaxPrinter.print(again.program()))
          .as(formatted)
          .isEqualTo(SyntaxPrinter.print(read.program()));
    }
  }

  private static String mutated(String text, Random random) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + random.nextInt(12));
    String scrap = SCRAPS[random.nextInt(SCRAPS.length)];
    return switch (random.nextInt(5)) {
      case 0 -> text.substring(0, from) + text.substring(to);
      case 1 -> text.substring(0, from) + scrap + text.substring(from);
      case 2 -> text.substring(0, from) + scrap + text.substring(to);
      case 3 -> text.substring(0, to) + text.substring(from);
      default -> text.substring(0, from);
    };
  }

  private static List<Diagnostic> inPrompt(String body) {
    return ProgramReader.read(new SourceText("t.sgl", "prompt p() {\n" + body + "\n}"))
        .diagnostics();
  }
}
