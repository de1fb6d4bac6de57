package io.espalier.dsl.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.Statement;
import io.espalier.dsl.ast.TemplatePart;
import io.espalier.dsl.diagnostic.SourceText;
import org.junit.jupiter.api.Test;

final class TemplateTextTest {

  @Test
  void dropsTheCommonIndentationAndTheFirstLineEnd() {
    assertThat(text("  \"\"\"\n  a\n    b\n\n  c\n  \"\"\"")).isEqualTo("a\n  b\n\nc\n");
  }

  @Test
  void theClosingQuotesSetTheMargin() {
    assertThat(text("\"\"\"\n    a\n  \"\"\"")).isEqualTo("  a\n");
    assertThat(text("\"\"\"\n    a\n      \"\"\"")).isEqualTo("a\n");
  }

  @Test
  void withoutALineOfItsOwnTheClosingQuotesEndTheTextThere() {
    assertThat(text("\"\"\"\n    a\n    b\"\"\"")).isEqualTo("a\nb");
  }

  @Test
  void linesOfBlanksBecomeEmptyAndTrailingBlanksStay() {
    assertThat(text("\"\"\"\n  a  \n      \n  b\n  \"\"\"")).isEqualTo("a  \n\nb\n");
  }

  @Test
  void textBehindTheOpeningQuotesStays() {
    assertThat(text("\"\"\"a \"quoted\" word\"\"\"")).isEqualTo("a \"quoted\" word");
  }

  @Test
  void anInterpolationCountsAsTextAndAnEscapeToo() {
    assertThat(text("\"\"\"\n  \\{x}\n    b\n  \"\"\"")).isEqualTo("<>\n  b\n");
    assertThat(text("\"\"\"\n  \\u{20}a\n  b\n  \"\"\"")).isEqualTo(" a\nb\n");
  }

  @Test
  void allLineEndsBecomeLineFeeds() {
    assertThat(text("\"\"\"\r\n  a\r\n  b\r  \"\"\"")).isEqualTo("a\nb\n");
  }

  @Test
  void escapesAreResolved() {
    assertThat(text("\"\\n\\t\\r\\\"\\\\\\u{1F600}{ } [ ]\"")).isEqualTo("\n\t\r\"\\😀{ } [ ]");
  }

  @Test
  void rawStringsHaveNoEscapes() {
    assertThat(text("r\"\\d{2}\\n\"")).isEqualTo("\\d{2}\\n");
  }

  private static String text(String template) {
    ReadResult read = ProgramReader.read(new SourceText("t", "prompt p() {\n" + template + "\n}"));
    assertThat(read.diagnostics()).isEmpty();
    var prompt = (Declaration.PromptDeclaration) read.program().declarations().getFirst();
    var text = new StringBuilder();
    for (TemplatePart part :
        ((Statement.Text) prompt.body().statements().getFirst()).template().parts()) {
      text.append(part instanceof TemplatePart.LiteralPart literal ? literal.text() : "<>");
    }
    return text.toString();
  }
}
