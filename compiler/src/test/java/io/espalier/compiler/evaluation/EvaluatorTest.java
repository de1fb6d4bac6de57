package io.espalier.compiler.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.compiler.Compiler;
import io.espalier.compiler.analysis.ImportResolver;
import io.espalier.compiler.ir.Function;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.types.ValueText;
import io.espalier.dsl.diagnostic.SourceText;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EvaluatorTest {
  private static @Nullable Object evaluate(String type, String expression) {
    String text =
        "record P { n: int  s: string }\nfn twice(n: int) -> int = n * 2\nfn f() -> "
            + type
            + " = "
            + expression;
    IrProgram program =
        Compiler.compile(new SourceText("e.sgl", text), ImportResolver.none()).programOrThrow();
    Function function = program.function("f").orElseThrow();
    return new Evaluator(program.functions())
        .evaluate(
            function.body(), new @Nullable Object[function.slots().size()], Observations.none());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "int; 7 / 2; 3",
        "int; -7 % 4; -3",
        "float; 7 / 2.0; 3.5",
        "float; 3; 3",
        "int; twice(3) + 1; 7",
        "bool; 1 == 1.0; true",
        "bool; \"abc\" contains \"bc\" && [1, 2] contains 2; true",
        "bool; false && 1 / 0 > 1; false",
        "string; \"  a b \".trim().upper(); A B",
        "int; \"a😀b\".size(); 3",
        "string; \"a😀bc\".take(2); a😀",
        "string; \"a😀bc\".drop(2); bc",
        "string[]; \"a,b,,c\".split(\",\"); [\"a\",\"b\",\"\",\"c\"]",
        "string[]; \"a\\nb\\r\\nc\".lines(); [\"a\",\"b\",\"c\"]",
        "string[]; \" a  b \".words(); [\"a\",\"b\"]",
        "int; \"abc\".indexOf(\"c\") ?? -1; 2",
        "int; \" 12 \".toInt() ?? 0; 12",
        "int; \"x\".toInt() ?? 0; 0",
        "string; \"k=v=w\".before(\"=\") + \"|\" + \"k=v=w\".after(\"=\"); k|v=w",
        "int[]; [3, 1, 2].sort(); [1,2,3]",
        "int[]; [3, 1, 2].reverse().take(2); [2,1]",
        "int[]; [[1, 2], [3]].flatten(); [1,2,3]",
        "int[]; [1, 2, 1].distinct(); [1,2]",
        "int[]; [1, 2, 3, 4].filter(it > 1).map(it * it); [4,9,16]",
        "int; [1, 2, 3].sum(); 6",
        "float; [1, 2].mean() ?? 0.0; 1.5",
        "int; [1, 2, 2, 1].mode() ?? 0; 1",
        "int; [1, 5, 2].max() ?? 0; 5",
        "string; [1, 2].join(\"-\"); 1-2",
        "string; [P { n: 1, s: \"b\" }, P { n: 2, s: \"a\" }].sortBy(it.s).first().s; a",
        "bool; [1, 2].any(it == 2) && ![1, 2].all(it == 2); true",
        "int; [1, 2, 3].count(it > 1); 2",
        "int; [4, 5].enumerate().last().index; 1",
        "int; [4, 5].zip([6, 7]).last().second; 7",
        "int[]; 2..4; [2,3,4]",
        "int; 2.6.round() + 2.6.floor() + 2.2.ceil(); 8",
        "string; \"n=\\{1.50} \\{[1]} \\{true}\"; n=1.5 [1] true",
        "string; P { s: \"x\", n: 2 }.toString(); {\"n\":2,\"s\":\"x\"}",
      })
  void gives(String type, String expression, String expected) {
    assertThat(ValueText.of(evaluate(type, expression))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "int; 1 / 0; divides by zero",
        "int; 9223372036854775807 + 1; beyond 64 bits",
        "float; 1.0 / 0.0; is no number",
        "int; [1].filter(it > 1).first(); of an empty list",
        "int[]; 1..9000000000; has more than 1000000 items",
        "string[]; \"a\".split(\"\"); at a text that is not empty",
        "int; 1e300.round(); beyond the whole numbers",
      })
  void saysWhyThereIsNoValue(String type, String expression, String message) {
    assertThatThrownBy(() -> evaluate(type, expression))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining(message);
  }

  @Test
  void endsAfterABoundedNumberOfSteps() {
    String nested = "(1..1000).map((1..1000).map((1..1000).map(it).size()).size()).size()";
    assertThatThrownBy(() -> evaluate("int", nested))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("steps");
  }
}
