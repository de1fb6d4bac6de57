package io.espalier.dsl.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Statement;
import io.espalier.dsl.ast.TemplatePart;
import io.espalier.dsl.diagnostic.SourceText;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgramReaderTest {

  @Test
  void readsEveryExampleWithoutADiagnostic() {
    for (SourceText source : Samples.examples()) {
      assertThat(ProgramReader.read(source).diagnostics()).as(source.name()).isEmpty();
    }
  }

  @Test
  void readsAStringInsideAHoleInsideAString() {
    var text =
        (Statement.Text) statements("\"A:\\[a: string, until: \"\\n\", temp: 0]\\n\"").getFirst();
    assertThat(text.template().parts()).hasSize(3);
    var hole = (TemplatePart.HolePart) text.template().parts().get(1);
    assertThat(hole.options()).extracting(o -> o.name().text()).containsExactly("until", "temp");
    var until = (Expression.StringLiteral) hole.options().getFirst().value();
    assertThat(until.template().constantText()).isEqualTo("\n");
  }

  @Test
  void aStringBelowAnExpressionIsAStatementOfItsOwn() {
    assertThat(statements("let x = gen string\n\"tail\"")).hasSize(2);
    assertThat(statements("let x = a\n\"tail\"")).hasSize(2);
    assertThat(statements("return\n\"tail\"")).hasSize(2);
    assertThat(statements("return \"tail\"")).hasSize(1);
  }

  @Test
  void anOperatorOrAMethodOnTheNextLineGoesOn() {
    assertThat(statements("let x = a\n- b\n  .trim()")).hasSize(1);
    assertThat(statements("let x = a\n?? b\nlet y = 1")).hasSize(2);
  }

  @Test
  void aBraceAfterANameIsARecordOnlyBeforeAFieldOrNothing() {
    var choice = (Statement.If) statements("if essay == no { return null }").getFirst();
    assertThat(choice.branches().getFirst().body().statements()).hasSize(1);
    var let = (Statement.Let) statements("let x = Empty {}").getFirst();
    assertThat(let.value()).isInstanceOf(Expression.RecordLiteral.class);
  }

  private static List<Statement> statements(String body) {
    ReadResult result =
        ProgramReader.read(new SourceText("t.sgl", "prompt p() {\n" + body + "\n}"));
    assertThat(result.diagnostics()).isEmpty();
    var prompt = (Declaration.PromptDeclaration) result.program().declarations().getFirst();
    return prompt.body().statements();
  }
}
