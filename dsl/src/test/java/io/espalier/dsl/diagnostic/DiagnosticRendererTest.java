package io.espalier.dsl.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DiagnosticRendererTest {

  @Test
  void showsPlaceLineCaretExpectationAndHint() {
    var source = new SourceText("a.sgl", "one\nlet x = gen\n");
    Diagnostic diagnostic =
        Diagnostic.error(
                SyntaxCode.MISSING_TYPE, source, new Span(12, 15), "expected a type after 'gen'")
            .expecting("a type")
            .hinting("write 'gen string'");
    assertThat(DiagnosticRenderer.plain().render(diagnostic))
        .isEqualTo(
            """
            a.sgl:2:9: error SGL0010: expected a type after 'gen'
              2 | let x = gen
                |         ^^^
              expected: a type
              hint: write 'gen string'
            """);
  }

  @Test
  void tabsAreExpandedAndTheCaretStaysBelowItsText() {
    assertThat(rendered("\tab\tcd", new Span(4, 6)))
        .contains("  1 |     ab  cd\n    |         ^^\n");
  }

  @Test
  void longLinesAreClippedAroundTheCaret() {
    String text = "x".repeat(100_000) + "HERE" + "y".repeat(100_000);
    String rendered = rendered(text, new Span(100_000, 100_004));
    assertThat(rendered.length()).isLessThan(500);
    List<String> lines = rendered.lines().toList();
    assertThat(lines.get(1).indexOf("HERE")).isEqualTo(lines.get(2).indexOf("^^^^"));
  }

  @Test
  void theCaretMayStandBehindTheLastCharacter() {
    assertThat(rendered("abc", Span.at(3))).contains("  1 | abc\n    |    ^\n");
    assertThat(rendered("", Span.at(0))).contains("    | ^\n");
  }

  @Test
  void aSpanOverSeveralLinesIsMarkedToTheEndOfItsFirst() {
    assertThat(rendered("ab\ncd", new Span(1, 5))).contains("| ab\n    |  ^\n");
  }

  @Test
  void aFloodIsCountedInsteadOfShown() {
    var source = new SourceText("a.sgl", "abc");
    Diagnostic error =
        Diagnostic.error(SyntaxCode.MISSING_TYPE, source, Span.at(0), "expected a type");
    String rendered = DiagnosticRenderer.plain().render(Collections.nCopies(30_000, error));
    assertThat(rendered.split("expected a type", -1)).hasSize(101);
    assertThat(rendered).endsWith("\n\nand 29900 more errors\n");
    assertThat(DiagnosticRenderer.plain().render(Collections.nCopies(100, error)))
        .doesNotContain("more");
  }

  @Test
  void nothingCanMoveTheTerminalsCursor() {
    String rendered = rendered("a\u001b[2Jb\u202Ec", new Span(0, 1));
    assertThat(rendered.chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
    assertThat(rendered).doesNotContain("\u202E");
  }

  @Test
  void coloursOnlyAddEscapes() {
    var source = new SourceText("a.sgl", "abc");
    Diagnostic diagnostic = Diagnostic.warning(SyntaxCode.UNEXPECTED, source, new Span(0, 1), "m");
    String coloured = DiagnosticRenderer.coloured().render(diagnostic);
    assertThat(coloured).contains("\u001b[");
    assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", ""))
        .isEqualTo(DiagnosticRenderer.plain().render(diagnostic));
  }

  @Test
  void theMapFormNamesLinesAndColumnsInCodePoints() {
    var source = new SourceText("a.sgl", "\n😀xy");
    Diagnostic diagnostic = Diagnostic.error(SyntaxCode.UNEXPECTED, source, new Span(3, 4), "m");
    assertThat(DiagnosticRenderer.toMap(diagnostic))
        .containsEntry("line", 2)
        .containsEntry("column", 2)
        .containsEntry("endColumn", 3)
        .containsEntry("code", "SGL0001")
        .doesNotContainKey("hint");
  }

  @Test
  void linesEndAtAnyOfTheThreeLineEnds() {
    var source = new SourceText("a", "1\r\n2\r3\n4");
    assertThat(source.lineCount()).isEqualTo(4);
    assertThat(source.lineText(1) + source.lineText(2) + source.lineText(3) + source.lineText(4))
        .isEqualTo("1234");
    assertThat(source.place(3)).isEqualTo("a:2:1");
  }

  @Test
  void everyCodeHasItsOwnIdAndAnExplanation() {
    assertThat(Arrays.stream(SyntaxCode.values()).map(SyntaxCode::id)).doesNotHaveDuplicates();
    assertThat(SyntaxCode.values())
        .allMatch(code -> code.id().matches("SGL0\\d{3}") && !code.explanation().isBlank());
  }

  private static String rendered(String text, Span span) {
    var source = new SourceText("a.sgl", text);
    return DiagnosticRenderer.plain()
        .render(Diagnostic.error(SyntaxCode.UNEXPECTED, source, span, "message"));
  }
}
