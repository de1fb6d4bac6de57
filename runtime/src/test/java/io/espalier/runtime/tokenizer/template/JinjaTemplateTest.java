package io.espalier.runtime.tokenizer.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

class JinjaTemplateTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// Templates with what Jinja2 makes of them.
  record Cases(Map<String, Object> variables, List<Map<String, String>> cases) {}

  private static Cases cases() throws IOException {
    return cases("jinja-cases.json");
  }

  private static Cases cases(String name) throws IOException {
    try (var stream = JinjaTemplateTest.class.getResourceAsStream(name)) {
      return MAPPER.readValue(stream, new TypeReference<Cases>() {});
    }
  }

  @TestFactory
  List<DynamicTest> rendersAsJinjaDoes() throws IOException {
    List<DynamicTest> tests = tests(cases());
    assertThat(tests).hasSizeGreaterThan(100);
    return tests;
  }

  /// Feature by feature: slices, methods of strings, loop variables and controls, namespaces,
  /// macros and `call`, filters, tests, white space, JSON, and what the sandbox refuses.
  @TestFactory
  List<DynamicTest> rendersEachFeatureAsJinjaDoes() throws IOException {
    List<DynamicTest> tests = tests(cases("jinja-features.json"));
    assertThat(tests).hasSizeGreaterThan(90);
    return tests;
  }

  /// Templates that are not here: `-Despalier.jinja=DIR` names a folder of files of the same form.
  @TestFactory
  List<DynamicTest> rendersGivenTemplatesAsJinjaDoes() throws IOException {
    String folder = System.getProperty("espalier.jinja", "");
    List<DynamicTest> tests = new ArrayList<>();
    if (!folder.isEmpty()) {
      try (var files = Files.newDirectoryStream(Path.of(folder), "*.json")) {
        for (Path file : files) {
          tests.addAll(
              tests(MAPPER.readValue(Files.readAllBytes(file), new TypeReference<Cases>() {})));
        }
      }
    }
    return tests;
  }

  private static List<DynamicTest> tests(Cases all) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Map<String, String> example : all.cases()) {
      String source = example.getOrDefault("template", "");
      String expected = example.get("output");
      tests.add(
          dynamicTest(
              source.replace("\n", "\\n"),
              () -> {
                if (expected == null) {
                  assertThatThrownBy(() -> JinjaTemplate.parse(source).render(all.variables()))
                      .isInstanceOf(TemplateException.class);
                } else {
                  assertThat(JinjaTemplate.parse(source).render(all.variables()))
                      .isEqualTo(expected);
                }
              }));
    }
    return tests;
  }

  @RepeatedTest(300)
  void endsInANamedExceptionOrAText(RepetitionInfo repetition) throws IOException {
    var random = new Random(repetition.getCurrentRepetition());
    Cases all = cases();
    var source = new StringBuilder();
    for (int i = 0; i < 2; i++) {
      source.append(all.cases().get(random.nextInt(all.cases().size())).get("template"));
    }
    String parts = "{}%#|-+()[]'\".,:~ \nifforendset*";
    for (int i = 0; i < 4; i++) {
      int at = random.nextInt(source.length());
      switch (random.nextInt(3)) {
        case 0 -> source.deleteCharAt(at);
        case 1 -> source.insert(at, parts.charAt(random.nextInt(parts.length())));
        default -> source.setCharAt(at, parts.charAt(random.nextInt(parts.length())));
      }
    }
    try {
      assertThat(JinjaTemplate.parse(source.toString()).render(all.variables())).isNotNull();
    } catch (TemplateException e) {
      assertThat(e).hasMessageContaining(" ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ 'a' * 999999999 }}",
        "{{ 'a' * 9999999999999999 }}",
        "{% set s = 'aaaaaaaaaa' %}{% for i in range(60) %}{% set ns = s %}{{ s * 1000000 }}{%"
            + " endfor %}",
        "{% set ns = namespace(s='a') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{%"
            + " endfor %}",
        "{% set s = 'a' * 100000 %}{{ s | replace('', s) }}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = ns.l + ns.l %}{%"
            + " endfor %}",
        "{{ range(999999999) }}",
        "{% set ns = namespace(l=[]) %}{% for i in range(9999) %}{% set ns.l = [ns.l] %}{% endfor"
            + " %}{{ ns.l }}",
        "{{ 9 ** 999999999 }}"
      })
  void endsHostileTemplatesAtALimit(String source) {
    assertThatThrownBy(() -> JinjaTemplate.parse(source).render(Map.of()))
        .isInstanceOfAny(TemplateException.LimitExceeded.class, TemplateException.Evaluation.class);
  }

  @Test
  void endsAtItsTime() {
    var limits = new TemplateLimits(Long.MAX_VALUE, Long.MAX_VALUE, 32, Duration.ofMillis(20));
    var template =
        JinjaTemplate.parse(
            "{% for a in range(99999) %}{% for b in range(99999) %}{{ a in [b] }}{% endfor %}{%"
                + " endfor %}",
            limits, Clock.systemUTC());
    assertThatThrownBy(() -> template.render(Map.of()))
        .isInstanceOf(TemplateException.LimitExceeded.class)
        .hasMessageContaining("20 milliseconds");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for i in range(99999) %}{% set x = s.upper() %}{% endfor %}",
        "{% for i in range(99999) %}{% set x = s.split('a') %}{% endfor %}",
        "{{ [0] * 999999999 }}",
        "{{ 'x'.center(9999999999) }}",
        "{{ 'x'.zfill(9999999999) }}",
        "{{ [1] | batch(99999, 1) | list * 99999 }}"
      })
  void chargesMethodsAndFilters(String source) {
    assertThatThrownBy(() -> JinjaTemplate.parse(source).render(Map.of("s", "a".repeat(10_000))))
        .isInstanceOfAny(TemplateException.LimitExceeded.class, TemplateException.Evaluation.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% call m() %}x{% endcall %}",
        "{% block b %}{% endblock %}",
        "{% for x in y recursive %}{% endfor %}",
        "{{ '%d' | format(1) }}",
        "{{ {1: 2} }}",
        "{{ [1] | selectattr }}{{ [1] | map | list }}{{ [1] | select('nothing') }}"
      })
  void refusesByNameWhatItLacks(String source) {
    assertThatThrownBy(() -> JinjaTemplate.parse(source).render(Map.of("y", List.of())))
        .isInstanceOf(TemplateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "not ", "-", "{'a':", "x[", "f(", "1 if "})
  void refusesDeepNesting(String part) {
    assertThatThrownBy(() -> JinjaTemplate.parse("{{ " + part.repeat(50_000)))
        .isInstanceOf(TemplateException.Syntax.class);
    assertThatThrownBy(() -> JinjaTemplate.parse("{% if x %}".repeat(50_000)))
        .isInstanceOf(TemplateException.Syntax.class);
  }

  @Test
  void refusesEndlessChains() {
    assertThatThrownBy(() -> JinjaTemplate.parse("{{ 1" + " + 1".repeat(50_000) + " }}"))
        .isInstanceOf(TemplateException.Syntax.class)
        .hasMessageContaining("500 operators");
  }

  @Test
  void namesTheLineOfAFault() {
    assertThatThrownBy(() -> JinjaTemplate.parse("a\n\n{{ 1 + }}"))
        .hasMessage("template line 3: '}}' where an expression belongs");
    assertThatThrownBy(() -> JinjaTemplate.parse("a\n{{ x + 1 }}").render(Map.of()))
        .hasMessage("template line 2: 'x' is undefined");
    assertThatThrownBy(() -> JinjaTemplate.parse("{% include 'x' %}"))
        .hasMessage("template line 1: the tag 'include' is not supported");
  }

  @Test
  void takesPlainDataOnly() {
    assertThatThrownBy(() -> JinjaTemplate.parse("{{ x }}").render(Map.of("x", new Object())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not plain data");
  }

  @Test
  void writesTheTimeOfItsClock() {
    Clock clock = Clock.fixed(Instant.parse("2024-07-06T05:04:03Z"), ZoneOffset.UTC);
    var template =
        JinjaTemplate.parse(
            "{{ strftime_now('%d %b %Y %H:%M:%S %A %%') }}", TemplateLimits.DEFAULT, clock);
    assertThat(template.render(Map.of())).isEqualTo("06 Jul 2024 05:04:03 Saturday %");
  }

  @Test
  void passesOnWhatTheTemplateRaises() {
    assertThatThrownBy(() -> JinjaTemplate.parse("{{ raise_exception('no!') }}").render(Map.of()))
        .isInstanceOf(TemplateException.Raised.class)
        .hasMessage("the template refuses: no!");
  }
}
