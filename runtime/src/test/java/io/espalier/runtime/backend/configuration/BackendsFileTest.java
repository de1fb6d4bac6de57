package io.espalier.runtime.backend.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.DiagnosticException;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.runtime.backend.remote.ConnectOptions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class BackendsFileTest {
  private static final String GOOD =
      """
      backends:
        fast:
          dialect: sglang
          endpoints: [http://gpu1:30000, http://gpu2:30000/]
          model: llama-3-8b
          key_env: FAST_KEY
          limits: {requests_per_second: 50, attempts: 2, total_seconds: 30}
          prices: {prompt: 0.05, completion: 0.2}
          without: [seed]
          fallback: [big]
        big:
          dialect: openai
          url: https://api.openai.com/v1
          model: gpt
          key_env: OTHER_KEY
      """;

  private static BackendsFile parse(String text) {
    return BackendsFile.parse(
        new SourceText("backends.yaml", text), Map.of("FAST_KEY", "abc", "OTHER_KEY", "def")::get);
  }

  private static List<Diagnostic> problems(String text) {
    return catchThrowableOfType(DiagnosticException.class, () -> parse(text)).diagnostics();
  }

  @Test
  void readsBackendsWithTheirFallbacks() {
    List<ConnectOptions> chain = parse(GOOD).chain("fast");
    assertThat(chain).hasSize(2);
    assertThat(chain.get(0).endpoints()).hasSize(2);
    assertThat(chain.get(0).model()).isEqualTo("llama-3-8b");
    assertThat(chain.get(1).endpoints().getFirst()).hasToString("https://api.openai.com");
    assertThat(parse(GOOD).names()).containsExactly("fast", "big");
    assertThatThrownBy(() -> parse(GOOD).chain("slow"))
        .hasMessage("backends.yaml defines no backend 'slow'; defined: fast, big");
  }

  @Test
  void asksForTheKeyOnlyWhereTheBackendIsUsed() {
    BackendsFile file =
        BackendsFile.parse(new SourceText("b.yaml", GOOD), Map.of("OTHER_KEY", "x")::get);
    assertThat(file.chain("big")).hasSize(1);
    assertThatThrownBy(() -> file.chain("fast"))
        .hasMessageContaining("the environment variable FAST_KEY");
  }

  @Test
  void refusesAKeyInTheFileWithoutShowingIt() {
    for (String line :
        new String[] {"key: sk-4711", "api_key: sk-4711", "key_env: sk-4711-not-a-name"}) {
      List<Diagnostic> problems =
          problems("backends:\n  a:\n    dialect: openai\n    url: http://h\n    " + line + "\n");
      assertThat(problems.getFirst().code().id()).isEqualTo("SGL6006");
      assertThat(problems.getFirst().source().line(problems.getFirst().span().start()))
          .isEqualTo(5);
      assertThat(problems).allMatch(one -> !one.message().contains("4711"));
    }
  }

  @Test
  void namesEverythingThatIsWrongWithItsPlace() {
    List<Diagnostic> problems =
        problems(
            """
            backends:
              a:
                dialect: openia
                url: http://h
              b:
                dialect: vllm
                endpoints: [ftp://x]
                limits: {attempts: 0, retries: 5}
                with: [telepathy]
                fallback: [c, b]
                modle: x
              d:
                dialect: ollama
            """);
    assertThat(problems.stream().map(Diagnostic::headline).toList())
        .containsExactly(
            "backends.yaml:3:14: error SGL6004: 'openia' is no dialect",
            "backends.yaml:7:17: error SGL6004: the URL of an endpoint must be"
                + " http://HOST:PORT/PATH or https://…, without user, query and fragment",
            "backends.yaml:8:24: error SGL6004: 'attempts' must be a number from 1 to 100",
            "backends.yaml:8:27: error SGL6003: there is no field 'retries' here",
            "backends.yaml:9:12: error SGL6004: there is no feature 'telepathy'",
            "backends.yaml:10:16: error SGL6007: there is no backend 'c'",
            "backends.yaml:10:19: error SGL6008: backend 'b' falls back on itself",
            "backends.yaml:11:5: error SGL6003: there is no field 'modle' here",
            "backends.yaml:13:5: error SGL6005: a backend needs a url or endpoints");
  }

  @Test
  void refusesWhatIsNoYamlOrTooDeepOrAliased() {
    assertThat(problems("backends: [").getFirst().code().id()).isEqualTo("SGL6002");
    assertThat(problems("").getFirst().message()).isEqualTo("the file is empty");
    assertThat(problems("a: " + "[".repeat(30) + "]".repeat(30)).getFirst().message())
        .contains("nested deeper");
    assertThat(problems("x: &a [1]\ny: *a\n").getFirst().message()).contains("aliases");
    assertThat(problems("5").getFirst().message()).contains("must begin with 'backends:'");
  }

  /// Seeded mutations: diagnostics or success, never another exception.
  @RepeatedTest(100)
  void survivesMutations(RepetitionInfo info) {
    var random = new Random(info.getCurrentRepetition());
    var text = new StringBuilder(GOOD);
    for (int i = 0; i <= random.nextInt(6); i++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, ":{}[]&*!|>%@`\"'\n\t#-?,0".charAt(random.nextInt(22)));
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
      }
    }
    try {
      assertThat(parse(text.toString()).names()).hasSizeLessThan(10);
    } catch (DiagnosticException wrong) {
      assertThat(wrong.diagnostics()).isNotEmpty();
    }
  }
}
