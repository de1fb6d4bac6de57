package io.espalier.runtime.tokenizer.template;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// A chat template: rendered within its limits, or refused by name.
class JinjaTemplateFuzzTest {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final Map<String, Object> VARIABLES =
      Map.of(
          "messages",
          List.of(
              Map.of("role", "system", "content", " Be brief. "),
              Map.of("role", "user", "content", "Hi <b>"),
              Map.of("role", "assistant", "content", "<think>x</think>Yo")),
          "tools",
          List.of(Map.of("name", "weather", "parameters", Map.of("type", "object"))),
          "add_generation_prompt",
          true,
          "bos_token",
          "<s>",
          "n",
          7);

  static Stream<String> seeds() {
    return Stream.of(
        "{%- for m in messages -%}<|{{ m.role }}|>{{ m['content'] | trim }}{{ '\\n' }}{%- endfor"
            + " %}",
        "{% set ns = namespace(a=0, b='') %}{% for m in messages[1:] if m.role != 'x' %}{% set ns.a"
            + " = ns.a + loop.index0 %}{{ loop.cycle('a', 'b') }}{% else %}-{% endfor %}",
        "{% macro f(x, y=2) %}{{ x ~ y }}{% endmacro %}{{ f(1, y=[1, {'k': none}]) }}"
            + "{{ tools | tojson(indent=2) }}",
        "{% if messages[0].content.split('</think>')[-1].startswith(('B', ' ')) and n is odd %}"
            + "{{ strftime_now('%d %b %Y') }}{% elif n // 2 > 3 %}{% break %}{% endif %}",
        "{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | join(',"
            + " ') }}{{ raise_exception('no') if n in [1, 2] else n ** 2 % 5 }}");
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "60s")
  void rendersOrRefuses(@NotNull String source) {
    try {
      JinjaTemplate.parse(
              source, new TemplateLimits(200_000, 2_000_000, 32, Duration.ofSeconds(5)), CLOCK)
          .render(VARIABLES);
    } catch (TemplateException _) {
      // Refused.
    }
  }
}
