package io.espalier.constrained.partial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class PartialJsonTest {
  private static final String SIGNS = "{}[]\",:\\u0e-+ x";

  private static final String TEXT =
      "{\"name\":\"A\\u00e9\\n\",\"age\":31,\"tags\":[\"x\",{\"y\":-1.5}],\"ok\":true,\"no\":null}";

  @Test
  void readsAWholeValueAndNamesEveryPathInOrder() {
    PartialValue read = PartialJson.read(TEXT);
    assertThat(read.complete())
        .containsExactly("name", "age", "tags[0]", "tags[1].y", "tags[1]", "tags", "ok", "no");
    assertThat(read.value()).isInstanceOf(Map.class);
    assertThat(read.value())
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("tags", List.of("x", Map.of("y", -1.5)));
  }

  @Test
  void everyPrefixIsReadableAndPathsOnlyGrow() {
    List<String> before = List.of();
    for (int end = 0; end <= TEXT.length(); end++) {
      PartialValue read = PartialJson.read(TEXT.substring(0, end));
      assertThat(read.complete().subList(0, before.size())).isEqualTo(before);
      before = read.complete();
    }
  }

  @Test
  void aStringGrowsAndANumberWaitsForItsEnd() {
    assertThat(PartialJson.read("{\"name\":\"An").value()).isEqualTo(Map.of("name", "An"));
    assertThat(PartialJson.read("{\"age\":3").value()).isEqualTo(Map.of());
    assertThat(PartialJson.read("{\"age\":31,").value()).isEqualTo(Map.of("age", 31L));
  }

  @Test
  void stopsAtWhatIsNoJson() {
    assertThat(PartialJson.read("{\"a\":1,oops").value()).isEqualTo(Map.of("a", 1L));
    assertThat(PartialJson.read("[".repeat(100_000)).complete()).isEmpty();
  }

  @Test
  void everyFieldHasItsPlace() {
    PartialValue read = PartialJson.read(TEXT);
    for (PartialValue.Field field : read.fields()) {
      String part = TEXT.substring(field.start(), field.end());
      switch (field.path()) {
        case "name" -> assertThat(part).isEqualTo("\"A\\u00e9\\n\"");
        case "age" -> assertThat(part).isEqualTo("31");
        case "tags[1]" -> assertThat(part).isEqualTo("{\"y\":-1.5}");
        case "tags[1].y" -> assertThat(part).isEqualTo("-1.5");
        default -> assertThat(part).isNotEmpty();
      }
    }
  }

  @Test
  void whatHasNotEndedIsNamedWithItsPlaceSoFar() {
    String text = "{\"a\":1,\"b\":{\"c\":\"xy";
    assertThat(PartialJson.read(text).fields())
        .containsExactly(
            new PartialValue.Field("a", 5, 6, true),
            new PartialValue.Field("b.c", 16, 19, false),
            new PartialValue.Field("b", 11, 19, false));
  }

  @RepeatedTest(20)
  void noTextMakesItThrow(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    for (int i = 0; i < 200; i++) {
      StringBuilder text = new StringBuilder(TEXT.substring(0, random.nextInt(TEXT.length())));
      for (int j = 0; j < 4 && !text.isEmpty(); j++) {
        text.setCharAt(random.nextInt(text.length()), SIGNS.charAt(random.nextInt(SIGNS.length())));
      }
      assertThat(PartialJson.read(text).complete()).isNotNull();
    }
  }
}
