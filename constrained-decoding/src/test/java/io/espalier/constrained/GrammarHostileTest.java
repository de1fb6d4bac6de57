package io.espalier.constrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Grammars a stranger might send: each ends in our exception or compiles within its limits.
final class GrammarHostileTest {
  private static final CompileLimits LIMITS =
      CompileLimits.DEFAULT.withMaxNodes(200_000).withTime(Duration.ofSeconds(5));

  private static Constraint compile(ConstraintSource source) {
    return new ConstraintCompiler(LIMITS).compile(source);
  }

  private static void refused(ConstraintError code, ConstraintSource source) {
    assertThatThrownBy(() -> compile(source))
        .isInstanceOfSatisfying(
            ConstraintException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void deepGroupsAreRefusedByDepth() {
    String groups = "(".repeat(60_000) + "\"a\"" + ")".repeat(60_000);
    refused(ConstraintError.TOO_DEEP, new ConstraintSource.Ebnf("root ::= " + groups));
    refused(ConstraintError.TOO_DEEP, new ConstraintSource.Lark("start: " + groups));
    refused(
        ConstraintError.TOO_DEEP,
        new ConstraintSource.Lark("start: " + "~".repeat(60_000) + "/a/"));
    refused(
        ConstraintError.TOO_DEEP,
        new ConstraintSource.Lark(
            "start: " + "%lark { start: ".repeat(2_000) + "\"a\" " + "}".repeat(2_000)));
  }

  @Test
  void deepTagsAndSequencesAreRefusedByDepth() {
    String tag = "{\"type\":\"any_text\"}";
    ConstraintSource sequence = new ConstraintSource.Regex("a", RegexDialect.RE2_FULL);
    for (int i = 0; i < 300; i++) {
      tag = "{\"type\":\"optional\",\"content\":" + tag + "}";
      sequence = new ConstraintSource.Sequence(List.of(sequence));
    }
    refused(
        ConstraintError.TOO_DEEP,
        new ConstraintSource.StructuralTag(JsonMapper.builder().build().readTree(tag)));
    refused(ConstraintError.TOO_DEEP, sequence);
  }

  @Test
  void aLongChainOfRulesCostsNoStack() {
    StringBuilder text = new StringBuilder("root ::= r0\n");
    for (int i = 0; i < 20_000; i++) {
      text.append("r").append(i).append(" ::= r").append(i + 1).append('\n');
    }
    text.append("r20000 ::= \"a\"\n");
    assertThat(compile(new ConstraintSource.Ebnf(text.toString())).matches("a")).isTrue();
  }

  @Test
  void hugeCountsAreCountersOrRefused() {
    assertThat(
            compile(new ConstraintSource.Ebnf("root ::= (\"a\"{1,1000}){1,1000}")).matches("aaa"))
        .isTrue();
    refused(
        ConstraintError.TOO_COMPLEX,
        new ConstraintSource.Ebnf("root ::= r{1000000}\nr ::= \"a\" | \"(\" r \")\""));
    refused(
        ConstraintError.TOO_COMPLEX,
        new ConstraintSource.Lark("start: r~900000\nr: \"a\" | \"(\" r \")\""));
  }

  @Test
  void aTemplateThatGrowsForEverIsRefused() {
    assertThatThrownBy(
            () -> compile(new ConstraintSource.Lark("start: t{\"a\"}\nt{x}: x t{(x x)}\n")))
        .isInstanceOf(ConstraintException.class);
  }

  @Test
  void rulesWithoutEndHaveNoTexts() {
    assertThat(compile(new ConstraintSource.Ebnf("root ::= \"a\" root")).isEmpty()).isTrue();
    assertThat(compile(new ConstraintSource.Lark("start: start")).isEmpty()).isTrue();
    assertThat(compile(new ConstraintSource.Lark("start: start | \"a\"")).matches("a")).isTrue();
  }

  @Test
  void ambiguityDoesNotMultiply() {
    Constraint constraint =
        compile(new ConstraintSource.Ebnf("root ::= root root | \"a\" | \"\" | root root root"));
    assertThat(constraint.matches("a".repeat(200))).isTrue();
    assertThat(constraint.matches("a".repeat(200) + "b")).isFalse();
  }

  @Test
  void aLongTextToQuoteFromStaysLinear() {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append((char) ('a' + random.nextInt(4)));
    }
    Constraint constraint = compile(ConstraintSource.Substring.ofCharacters(text.toString()));
    assertThat(constraint.matches(text.substring(5_000, 5_200))).isTrue();
    assertThat(constraint.matches(text.substring(5_000, 5_200) + "x")).isFalse();
  }

  @Test
  void whatIsWrongIsNamedWithItsPlace() {
    assertThatThrownBy(() -> compile(new ConstraintSource.Lark("start: a\nb: \"x\"")))
        .hasMessageContaining("@7")
        .hasMessageContaining("no rule 'a'");
    assertThatThrownBy(() -> compile(new ConstraintSource.Lark("start: /(a/")))
        .hasMessageContaining("@7");
    assertThatThrownBy(() ->
            compile(
                new ConstraintSource.StructuralTag(
                    JsonMapper.builder()
                        .build()
                        .readTree("{\"type\":\"sequence\",\"elements\":[{\"type\":\"tagg\"}]}"))))
        .hasMessageContaining("#/elements/0/type");
    assertThatThrownBy(() -> compile(new ConstraintSource.Lark("start: a::1\na::_: \"x\"")))
        .hasMessageContaining("parametric");
  }

  private static final String SIGNS = "(){}[]|&~*+?\"/\\%<>:=,.\n1a";

  private static final List<Function<String, ConstraintSource>> FRONT_ENDS =
      List.of(
          ConstraintSource.Ebnf::new,
          ConstraintSource.Lark::new,
          text -> new ConstraintSource.StructuralTag(JsonMapper.builder().build().readTree(text)),
          text -> new ConstraintSource.Regex(text, RegexDialect.ECMA_SEARCH));

  @RepeatedTest(60)
  void mutatedGrammarsEndInOurException(RepetitionInfo info) throws IOException {
    Random random = new Random(info.getCurrentRepetition());
    List<String> seeds = new ArrayList<>();
    for (String file :
        List.of("arithmetic.ebnf", "macros.ebnf", "list.lark", "tool.lark", "calls.tag.json")) {
      seeds.add(resource(file));
    }
    seeds.add("^(?:a|[^b\\d]{2,5}?)(?=x)\\bé*$");
    for (int i = 0; i < 40; i++) {
      int which = random.nextInt(seeds.size());
      int end = which < 2 ? 0 : which < 4 ? 1 : which == 4 ? 2 : 3;
      String text = mutated(seeds.get(which), seeds.get(random.nextInt(seeds.size())), random);
      try {
        Constraint constraint = compile(FRONT_ENDS.get(end).apply(text));
        assertThat(constraint.firstMismatch(text.getBytes(StandardCharsets.UTF_8)))
            .isGreaterThanOrEqualTo(-1);
      } catch (ConstraintException e) {
        assertThat(e.problem()).isNotEmpty();
      } catch (JacksonException _) {
        // No JSON is no structural tag.
      }
    }
  }

  private static String resource(String file) throws IOException {
    try (InputStream in = GrammarHostileTest.class.getResourceAsStream("/grammar/" + file)) {
      if (in == null) {
        throw new IOException("there is no " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String mutated(String text, String other, Random random) {
    StringBuilder out = new StringBuilder(text);
    int changes = 1 + random.nextInt(5);
    for (int i = 0; i < changes && !out.isEmpty(); i++) {
      int at = random.nextInt(out.length());
      switch (random.nextInt(4)) {
        case 0 -> out.deleteCharAt(at);
        case 1 -> out.setCharAt(at, SIGNS.charAt(random.nextInt(SIGNS.length())));
        case 2 -> {
          int from = random.nextInt(other.length());
          out.insert(at, other, from, Math.min(other.length(), from + random.nextInt(12)));
        }
        default ->
            out.insert(at, out.substring(at, Math.min(out.length(), at + random.nextInt(9))));
      }
    }
    return out.toString();
  }
}
