package io.espalier.compiler.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.dsl.Description;
import io.espalier.dsl.Name;
import io.espalier.dsl.Range;
import io.espalier.dsl.Ref;
import io.espalier.dsl.Size;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class JavaTypesTest {
  enum Grade {
    A,
    @Name("very good")
    B
  }

  record Judgment(
      @Description("what is judged") String dimension, @Size(max = 600) String verdict) {}

  record Report(
      @Size(min = 1, max = 8) List<Judgment> judgments,
      @Range(min = 1, max = 5) int score,
      Optional<Double> weight,
      Grade grade,
      boolean open) {}

  sealed interface Step permits Search, Answer {}

  record Search(@Size(max = 80) String entity) implements Step {}

  record Answer(String text, long steps) implements Step {}

  record Node(List<Node> children) {}

  record Dated(LocalDate day) {}

  record Typed(String type) implements Kind {}

  sealed interface Kind permits Typed {}

  record Strict(int size) {
    Strict {
      if (size < 0) {
        throw new IllegalArgumentException("size is " + size);
      }
    }
  }

  @Test
  void readsRecordsInOrderOfTheirComponents() {
    assertThat(TypeText.of(JavaTypes.typeOf(Report.class))).isEqualTo("Report");
    assertThat(JsonSchemas.of(JavaTypes.typeOf(Report.class)).toString())
        .isEqualTo(
            """
            {"type":"object","properties":{"judgments":{"type":"array","items":{"type":"object",\
            "properties":{"dimension":{"type":"string","maxLength":1024,"description":"what is judged"},\
            "verdict":{"type":"string","maxLength":600}},"required":["dimension","verdict"],\
            "additionalProperties":false},"minItems":1,"maxItems":8},"score":{"type":"integer",\
            "minimum":1,"maximum":5},"weight":{"anyOf":[{"type":"number","minimum":-1000000000000000,\
            "maximum":1000000000000000},{"type":"null"}]},"grade":{"enum":["A","very good"]},\
            "open":{"type":"boolean"}},"required":["judgments","score","weight","grade","open"],\
            "additionalProperties":false}\
            """);
  }

  @Test
  void returnsTheObjectThatAValueWasMadeFrom() {
    var report = new Report(List.of(new Judgment("a", "b")), 3, Optional.of(0.5), Grade.B, true);
    IrType type = JavaTypes.typeOf(Report.class);
    var json = ValueCodec.toJson(type, JavaValues.fromJava(report));
    assertThat(json.toString())
        .isEqualTo(
            """
            {"judgments":[{"dimension":"a","verdict":"b"}],"score":3,"weight":0.5,\
            "grade":"very good","open":true}\
            """);
    assertThat(JavaValues.toJava(ValueCodec.fromJson(type, json), Report.class)).isEqualTo(report);
  }

  @Test
  void tellsAlternativesOfASealedInterfaceApart() {
    IrType type = JavaTypes.typeOf(Step.class);
    var answer = new Answer("42", 2);
    var json = ValueCodec.toJson(type, JavaValues.fromJava(answer));
    assertThat(json.toString()).isEqualTo("{\"type\":\"Answer\",\"text\":\"42\",\"steps\":2}");
    assertThat(JavaValues.toJava(ValueCodec.fromJson(type, json), Step.class)).isEqualTo(answer);
  }

  @Test
  void readsTypesWithArguments() {
    assertThat(JavaTypes.typeOf(new Ref<List<Optional<Grade>>>() {}.type()))
        .isEqualTo(
            IrType.ListOf.of(
                new IrType.OptionalOf(
                    new IrType.Enumeration("Grade", "", List.of("A", "very good")))));
    assertThat(JavaTypes.typeOf(new Ref<Map<String, Integer>>() {}.type()))
        .isEqualTo(new IrType.MapOf(new IrType.Int(Integer.MIN_VALUE, Integer.MAX_VALUE)));
  }

  @Test
  void refusesAMissingPrimitiveInsteadOfFillingInZero() {
    IrType type = JavaTypes.typeOf(Strict.class);
    assertThatThrownBy(() -> ValueCodec.parseJson(type, "{}"))
        .hasMessage("/size: the field is missing; only optional ones may be");
    assertThatThrownBy(() -> JavaValues.toJava(new RecordValue("Strict", Map.of()), Strict.class))
        .hasMessage("/size: the field is missing; only Optional ones may be");
    assertThatThrownBy(
            () -> JavaValues.toJava(new RecordValue("Strict", Map.of("size", -1L)), Strict.class))
        .hasMessageContaining("Strict refuses its values")
        .hasMessageContaining("size is -1");
  }

  @Test
  void saysWhatToWriteInsteadOfAnUnsupportedType() {
    assertThatThrownBy(() -> JavaTypes.typeOf(Node.class))
        .isInstanceOf(UnsupportedJavaTypeException.class)
        .hasMessageStartingWith("Node.children[]: record Node contains itself");
    assertThatThrownBy(() -> JavaTypes.typeOf(Dated.class))
        .hasMessage(
            "Dated.day: no type of the language for LocalDate; use String with @Format, such as"
                + " @Format(\"date\")");
    assertThatThrownBy(() -> JavaTypes.typeOf(List.class))
        .hasMessageContaining("new Ref<List<String>>() {}");
    assertThatThrownBy(() -> JavaTypes.typeOf(int[].class)).hasMessageContaining("use List<T>");
    assertThatThrownBy(() -> JavaTypes.typeOf(Kind.class)).hasMessageContaining("@Name(\"kind\")");
    assertThatThrownBy(() -> JavaTypes.typeOf(Runnable.class)).hasMessageContaining("sealed");
  }
}
