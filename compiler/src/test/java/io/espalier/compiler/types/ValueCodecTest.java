package io.espalier.compiler.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class ValueCodecTest {
  private static final IrType.RecordType CITY =
      new IrType.RecordType(
          "geo.City",
          "",
          List.of(
              new IrType.Field("name", IrType.Text.upTo(4), ""),
              new IrType.Field("size", new IrType.OptionalOf(new IrType.Int(0, 9)), "")));

  @Test
  void readsBareText() {
    assertThat(ValueCodec.parse(IrType.Text.free(), "\"a\"")).isEqualTo("\"a\"");
    assertThat(ValueCodec.parse(new IrType.Int(1, 5), "3")).isEqualTo(3L);
    assertThat(ValueCodec.parse(IrType.Decimal.any(), "-0.25")).isEqualTo(-0.25);
    assertThat(ValueCodec.parse(new IrType.Bool(), "true")).isEqualTo(true);
    assertThat(ValueCodec.parse(new IrType.Choice(List.of("yes", "no")), "no")).isEqualTo("no");
    assertThat(ValueCodec.parse(new IrType.OptionalOf(IrType.Text.free()), "null")).isNull();
  }

  @Test
  void pointsAtThePartThatIsWrong() {
    var cities = IrType.ListOf.of(CITY);
    assertThatThrownBy(
            () -> ValueCodec.parseJson(cities, "[{\"name\":\"Rome\"},{\"name\":\"Paris\"}]"))
        .hasMessage("/1/name: text of 5 characters; allowed: 0 to 4");
    assertThatThrownBy(() -> ValueCodec.parseJson(cities, "[{\"name\":\"a\",\"size\":10}]"))
        .hasMessage("/0/size: expected a whole number from 0 to 9, found 10");
    assertThatThrownBy(() -> ValueCodec.parseJson(cities, "[{\"name\":\"a\",\"si/ze\":10}]"))
        .hasMessage("/0/si~1ze: City has no such field; its fields: [name, size]");
    assertThatThrownBy(() -> ValueCodec.parseJson(CITY, "{\"name\":\"a\",\"name\":\"b\"}"))
        .hasMessageContaining("no JSON")
        .hasMessageContaining("uplicate");
    assertThatThrownBy(() -> ValueCodec.parseJson(CITY, "{} 1")).hasMessageContaining("no JSON");
    assertThatThrownBy(() -> ValueCodec.parseJson(CITY, "[".repeat(100_000)))
        .isInstanceOf(ValueException.class);
    assertThatThrownBy(() -> ValueCodec.parse(new IrType.Int(0, 9), "1e999999999"))
        .isInstanceOf(ValueException.class);
  }

  @RepeatedTest(60)
  void readsBackWhatItWrites(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    IrType type = RandomTypes.type(random, repetition.getCurrentRepetition() / 6 + 1);
    Object value = RandomTypes.value(random, type);
    assertThat(ValueCodec.fromJson(type, JsonText.read(ValueCodec.toJson(type, value).toString())))
        .isEqualTo(value);
  }

  @RepeatedTest(60)
  void readsATypeBackFromItsSchema(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    IrType type = RandomTypes.type(random, repetition.getCurrentRepetition() / 6 + 1);
    var schema = JsonSchemas.of(type);
    Optional<IrType> back = SchemaTypes.read("T", schema);
    assertThat(back.map(found -> JsonSchemas.of(found).toString()))
        .satisfiesAnyOf(
            found -> assertThat(found).contains(schema.toString()),
            // A union needs its tags and a map its keys: more than a type read from a schema says.
            found ->
                assertThat(schema.toString()).containsAnyOf("\"const\"", "propertyNames", "{}"));
  }

  @RepeatedTest(300)
  void answersBrokenJsonWithAValueException(RepetitionInfo repetition) {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    IrType type = RandomTypes.type(random, 8);
    var json =
        new StringBuilder(ValueCodec.toJson(type, RandomTypes.value(random, type)).toString());
    for (int edit = random.nextInt(1, 4); edit > 0; edit--) {
      int at = random.nextInt(json.length() + 1);
      char c = "{}[]\",:0-1.eEtn \\u".charAt(random.nextInt(18));
      if (random.nextBoolean() || at == json.length()) {
        json.insert(at, c);
      } else {
        json.setCharAt(at, c);
      }
    }
    try {
      Object value = ValueCodec.parseJson(type, json.toString());
      assertThat(ValueCodec.fromJson(type, ValueCodec.toJson(type, value))).isEqualTo(value);
    } catch (ValueException e) {
      assertThat(e.problem()).isNotBlank();
    }
  }
}
