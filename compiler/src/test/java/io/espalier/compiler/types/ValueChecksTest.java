package io.espalier.compiler.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Values from outside are held to all of their type.
@Timeout(30)
final class ValueChecksTest {
  private static final IrType CODE = pattern("[A-Z]{3}");
  private static final IrType DAY =
      new IrType.Text(0, Optional.empty(), Optional.empty(), Optional.of("date"));
  private static final IrType.RecordType ENTRY =
      new IrType.RecordType(
          "Entry",
          "",
          List.of(
              new IrType.Field("code", CODE, ""),
              new IrType.Field("day", new IrType.OptionalOf(DAY), "")));

  private final ValueChecks checks = new ValueChecks();

  record Entry(String code, Optional<String> day) {}

  private static IrType pattern(String regex) {
    return new IrType.Text(0, Optional.empty(), Optional.of(regex), Optional.empty());
  }

  private String json(IrType type, String json) {
    return String.valueOf(checks.fromJson(type, JsonText.read(json)));
  }

  @Test
  void patternsAndFormatsAreChecked() {
    assertThat(checks.parse(CODE, "ABC")).isEqualTo("ABC");
    assertThatThrownBy(() -> checks.parse(CODE, "ABCD")).hasMessageContaining("[A-Z]{3}");
    assertThat(json(DAY, "\"2024-02-29\"")).isEqualTo("2024-02-29");
    assertThatThrownBy(() -> json(DAY, "\"2023-02-29\""))
        .hasMessage("expected text of format date, found \"2023-02-29\"");
  }

  @Test
  void thePointerNamesThePartThatIsWrong() {
    var list = new IrType.ListOf(ENTRY, 0, 4);
    assertThatThrownBy(() -> json(list, "[{\"code\":\"ABC\"},{\"code\":\"ABC\",\"day\":\"x\"}]"))
        .hasMessageStartingWith("/1/day: ");
    assertThatThrownBy(() -> json(new IrType.MapOf(CODE), "{\"a/b\":\"abc\"}"))
        .hasMessageStartingWith("/a~1b: ");
    var union = new IrType.UnionType("U", "", List.of(ENTRY));
    assertThatThrownBy(() -> json(union, "{\"type\":\"Entry\",\"code\":\"abc\"}"))
        .hasMessageStartingWith("/code: ");
  }

  @Test
  void schemasAndGrammarsAreCheckedInAnyOrderAndSpacing() {
    var schema =
        new IrType.Schema(
            "City",
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},"
                + "\"b\":{\"type\":\"string\"}},\"required\":[\"a\",\"b\"]}");
    assertThat(json(schema, "{\"b\": \"x\", \"a\": 1}")).contains("\"a\"");
    assertThatThrownBy(() -> json(schema, "{\"a\":1}")).hasMessageContaining("JSON of schema City");
    var grammar = new IrType.Grammar("digits", "root ::= [0-9]+");
    assertThat(checks.parse(grammar, "12")).isEqualTo("12");
    assertThatThrownBy(() -> checks.parse(grammar, "1x")).hasMessageContaining("grammar digits");
  }

  @Test
  void javaObjectsAreHeldToBoundsToo() {
    assertThat(checks.fromJava(new IrType.Int(1, 5), 5)).isEqualTo(5L);
    assertThatThrownBy(() -> checks.fromJava(new IrType.Int(1, 5), 6))
        .hasMessageContaining("a whole number from 1 to 5");
    assertThatThrownBy(() -> checks.fromJava(ENTRY, new Entry("abc", Optional.empty())))
        .hasMessageStartingWith("/code: ");
    assertThat(checks.fromJava(ENTRY, new Entry("ABC", Optional.of("2024-01-01"))))
        .isInstanceOf(RecordValue.class);
    assertThatThrownBy(() -> checks.fromJava(ENTRY, List.of())).hasMessageContaining("Entry");
    assertThatThrownBy(() -> checks.fromJava(ENTRY, Map.of("code", "ABC")))
        .hasMessageContaining("Entry");
    assertThatThrownBy(() -> checks.fromJava(CODE, 3L)).isInstanceOf(ValueException.class);
    assertThatThrownBy(() -> checks.fromJava(CODE, null)).isInstanceOf(ValueException.class);
  }

  /// A backtracking matcher would need longer than the age of the universe.
  @Test
  void aNastyPatternCostsLinearTime() {
    IrType nasty = pattern("(a+)+b");
    assertThatThrownBy(() -> checks.parse(nasty, "a".repeat(200_000)))
        .isInstanceOf(ValueException.class);
  }
}
