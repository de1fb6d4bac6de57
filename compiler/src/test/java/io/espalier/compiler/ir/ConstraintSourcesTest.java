package io.espalier.compiler.ir;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.RandomTypes;
import io.espalier.compiler.types.ValueCodec;
import io.espalier.compiler.types.ValueText;
import io.espalier.constrained.Constraint;
import io.espalier.constrained.ConstraintCompiler;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class ConstraintSourcesTest {
  private static Constraint constraint(IrType type) {
    return new ConstraintCompiler().compile(ConstraintSources.of(ConstraintTexts.of(type)));
  }

  /// The text that a model would generate for a value.
  private static String generated(IrType type, @Nullable Object value) {
    return ConstraintTexts.of(type) instanceof ConstraintText.JsonSchema
        ? ValueCodec.toJson(type, value).toString()
        : ValueText.of(value);
  }

  @RepeatedTest(150)
  void letsEveryValueThroughAndReadsItBack(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    var random = new SplittableRandom(seed);
    IrType type = RandomTypes.type(random, seed / 10 + 1);
    Constraint constraint = constraint(type);
    for (int i = 0; i < 5; i++) {
      Object value = RandomTypes.value(random, type);
      String text = generated(type, value);
      assertThat(constraint.matches(text)).as("%s as %s", text, type).isTrue();
      assertThat(ValueCodec.parse(type, text)).isEqualTo(value);
    }
  }

  @Test
  void refusesWhatIsNoValue() {
    Constraint record =
        constraint(
            new IrType.RecordType(
                "R", "", List.of(new IrType.Field("n", new IrType.Int(1, 5), ""))));
    assertThat(record.matches("{\"n\":5}")).isTrue();
    assertThat(record.matches("{\"n\":6}")).isFalse();
    assertThat(record.matches("{\"n\": 5}")).isFalse();
    assertThat(record.matches("{}")).isFalse();
    assertThat(constraint(IrType.Text.upTo(3)).matches("äöü")).isTrue();
    assertThat(constraint(IrType.Text.upTo(3)).matches("äöüx")).isFalse();
    assertThat(constraint(new IrType.OptionalOf(new IrType.Int(1, 5))).matches("null")).isTrue();
  }

  @Test
  void takesAnOptionalOfEveryKindOfText() {
    for (IrType.Text text :
        List.of(
            new IrType.Text(0, Optional.empty(), Optional.of("[a-z]+"), Optional.empty()),
            new IrType.Text(0, Optional.empty(), Optional.empty(), Optional.of("date")))) {
      var type = new IrType.OptionalOf(text);
      assertThat(constraint(type).matches("null")).isTrue();
      assertThat(ValueCodec.parse(type, "null")).isNull();
    }
    var date =
        new IrType.OptionalOf(
            new IrType.Text(0, Optional.empty(), Optional.empty(), Optional.of("date")));
    assertThat(constraint(date).matches("\"2024-02-29\"")).isTrue();
    assertThat(constraint(date).matches("\"2023-02-29\"")).isFalse();
    assertThat(ValueCodec.parse(date, "\"2024-02-29\"")).isEqualTo("2024-02-29");
  }

  @Test
  void readsAGrammarAsItsFileNameSays() {
    assertThat(constraint(new IrType.Grammar("a.ebnf", "root ::= [0-9]+")).matches("42")).isTrue();
    Constraint lark =
        constraint(new IrType.Grammar("a.lark", "start: \"[\" NUMBER \"]\"\nNUMBER: /[0-9]+/"));
    assertThat(lark.matches("[42]")).isTrue();
    assertThat(lark.matches("[]")).isFalse();
    Constraint tag =
        constraint(
            new IrType.Grammar(
                "a.tag.json",
                "{\"type\":\"tag\",\"begin\":\"<n>\",\"end\":\"</n>\","
                    + "\"content\":{\"type\":\"regex\",\"pattern\":\"[0-9]+\"}}"));
    assertThat(tag.matches("<n>42</n>")).isTrue();
    assertThat(tag.matches("42")).isFalse();
  }

  @Test
  void grammarsOfEverySyntaxComeBackFromJson() {
    for (GrammarSyntax syntax : GrammarSyntax.values()) {
      var constraint = new ConstraintText.Grammar(syntax, "text");
      assertThat(ConstraintJson.read(new JsonCursor(ConstraintJson.write(constraint), "")))
          .isEqualTo(constraint);
    }
  }
}
