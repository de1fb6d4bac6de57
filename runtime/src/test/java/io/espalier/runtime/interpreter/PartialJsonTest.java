package io.espalier.runtime.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PartialJsonTest {
  private static final String TEXT =
      "{\"name\":\"A\\u00e9\\n\",\"age\":31,\"tags\":[\"x\",{\"y\":-1.5}],\"ok\":true,\"no\":null}";

  @Test
  void readsAWholeValueAndNamesEveryPathInOrder() {
    PartialJson.Read read = PartialJson.read(TEXT);
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
      PartialJson.Read read = PartialJson.read(TEXT.substring(0, end));
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
}
