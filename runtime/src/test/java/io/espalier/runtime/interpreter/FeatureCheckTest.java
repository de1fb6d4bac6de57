package io.espalier.runtime.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.compiler.Compiler;
import io.espalier.compiler.analysis.ImportResolver;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.runtime.backend.Capabilities;
import io.espalier.runtime.backend.Capabilities.Feature;
import io.espalier.runtime.backend.UnsupportedFeatureException.Missing;
import io.espalier.runtime.backend.dialect.DialectTable;
import io.espalier.runtime.backend.remote.ConnectOptions;
import io.espalier.runtime.backend.remote.RemoteBackend;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FeatureCheckTest {

  private static ProgramRunner program(String body) {
    return new ProgramRunner(
        Compiler.compile(new SourceText("p.sgl", body), ImportResolver.none()).programOrThrow());
  }

  private static List<String> missing(String body, Capabilities capabilities) {
    ProgramRunner runner = program(body);
    return FeatureCheck.missing(
            runner.program(),
            new ProgramConstraints(runner.program()),
            runner.prompt(""),
            capabilities)
        .stream()
        .map(one -> one.place() + " " + one.feature())
        .toList();
  }

  private static Capabilities without(Feature... features) {
    return Capabilities.allBut(4096, Set.of(features));
  }

  private static Capabilities of(DialectTable table) {
    return new Capabilities(table.features(), 4096);
  }

  private static final String EVERYTHING =
      """
      prompt p(q: string) -> string {
        user "\\{q}"
        assistant { let a = select from ["yes", "no"] }
        assistant "So: \\[n: int]"
        let free = gen string(max: 9)
        return "\\{a} \\{n} \\{free}"
      }
      """;

  @Test
  void findsNothingWhereEverythingIsThere() {
    assertThat(missing(EVERYTHING, without())).isEmpty();
  }

  @Test
  void findsEachPlaceWithItsFeature() {
    assertThat(missing(EVERYTHING, of(DialectTable.ANTHROPIC)))
        .containsExactly("p.sgl:4:18 PREFILL");
    assertThat(missing(EVERYTHING, without(Feature.CHOICE, Feature.PROMPT_LOGPROBS)))
        .hasSize(1)
        .first()
        .asString()
        .endsWith("CHOICE");
  }

  @Test
  void followsLoopsConditionsForksAndCalls() {
    String body =
        """
        prompt inner() { assistant { let c = gen string(r"[a-z]+") } }
        prompt p(n: int) -> string {
          user "hi"
          for i in 1..2 {
            assistant "x\\[a: string, max: 4, until: "."]"
          }
          if n > 1 { include inner() }
          let xs = fork j in 1..2 { assistant { let b = gen string(max: 3) } yield b }
          return xs.first()
        }
        """;
    assertThat(missing(body, without(Feature.REGEX)))
        .containsExactlyInAnyOrder("p.sgl:8:49 REGEX", "p.sgl:1:38 REGEX");
    assertThat(missing(body, without(Feature.PREFILL))).containsExactly("p.sgl:5:17 PREFILL");
  }

  @Test
  void asksForLogprobsOnlyWhereTheyAreRead() {
    String body =
        """
        prompt p() -> float {
          "x"
          let a = select from ["yes", "no"]
          let b = gen string(max: 3)
          return %s
        }
        """;
    EnumSet<Feature> none = EnumSet.of(Feature.PROMPT_LOGPROBS, Feature.TOKEN_LOGPROBS);
    Capabilities poor = Capabilities.allBut(4096, none);
    assertThat(missing(body.formatted("0.5"), poor)).isEmpty();
    assertThat(missing(body.formatted("b.logprob"), poor))
        .containsExactly("p.sgl:5:3 TOKEN_LOGPROBS");
    assertThat(missing(body.formatted("a.logprob"), poor))
        .containsExactly("p.sgl:5:3 PROMPT_LOGPROBS");
    assertThat(
            missing(
                body.formatted("a.logprob"),
                new Capabilities(
                    EnumSet.allOf(Feature.class), Set.of(Feature.PROMPT_LOGPROBS), 4096)))
        .isEmpty();
  }

  @Test
  void asksForOptionsThatAreGiven() {
    String body =
        """
        prompt p() -> string {
          "x"
          return gen string(max: 3) with (top_k: 5, min_p: 0.1, seed: 3, min: 2)
        }
        """;
    assertThat(missing(body, of(DialectTable.OPENAI)))
        .containsExactlyInAnyOrder("p.sgl:3:10 TOP_K", "p.sgl:3:10 MIN_P", "p.sgl:3:10 MIN_TOKENS");
    assertThat(missing(body, of(DialectTable.SGLANG))).isEmpty();
  }

  @Test
  void refusesBeforeAServerIsAsked() throws Exception {
    // Nothing listens there.
    try (var backend =
        RemoteBackend.connect(
            List.of(ConnectOptions.to("anthropic:http://127.0.0.1:1").model("m").build()))) {
      ProgramRunner runner = program("prompt p() -> string { \"Q:\" return gen string(max: 4) }");
      assertThatThrownBy(
              () -> runner.run(backend, runner.prompt(""), List.of(), RunOptions.DEFAULT))
          .hasMessage(
              "p.sgl:1:36: m at 127.0.0.1 (anthropic) does not offer text outside the turns of a"
                  + " chat; put it in a turn: user \"…\", assistant { … }");
    }
    assertThat(new Missing("a", Feature.CHAT, "x").problem()).isEqualTo("turns of a chat (x)");
  }
}
