package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.compiler.Compiler;
import io.espalier.compiler.analysis.ImportResolver;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.runtime.model.simulated.ScriptedModel.Line;
import io.espalier.runtime.server.programs.ServedProgram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final String TREE =
      """
      prompt tree(name: string) -> string[] {
        "Tips on \\{name}"
        let tips = fork i in ["one", "two"] {
          " \\{i}:\\[tip: string, max: 30, until: "\\n"]"
          yield tip.trim()
        }
        return tips
      }
      """;

  static TestServer withTree(ServerOptions options) throws Exception {
    var program =
        Compiler.compile(new SourceText("tree.sgl", TREE), ImportResolver.none()).programOrThrow();
    return TestServer.on(
        TestServer.scripted(
            new Line("Tips on tea one:", " boil\n"), new Line("Tips on tea two:", " wait\n")),
        options.withPrograms(
            List.of(new ServedProgram("tips", TREE, program, Map.of())), Map.of()));
  }

  private static Map<String, Double> scrape(TestServer server) throws Exception {
    var response = server.get("/metrics");
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    Map<String, Double> values = new HashMap<>();
    response
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> {
          int space = line.lastIndexOf(' ');
          values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
        });
    return values;
  }

  @Test
  void countRequestsTokensAndTimes() throws Exception {
    try (var server = TestServer.on(TestServer.simulated())) {
      String body =
          "{\"prompt\":\"ab\",\"max_tokens\":6,\"ignore_eos\":true,\"stream\":true,\"temperature\":0%s}";
      server.post("/v1/completions", body.formatted(""));
      server.post("/v1/completions", body.formatted(",\"regex\":\"[0-9]{3}\""));
      server.post("/v1/completions", body.formatted(",\"regex\":\"[0-9]{3}\""));
      server.post("/v1/completions", "{");
      Map<String, Double> values = scrape(server);
      assertThat(values)
          .containsEntry("espalier_http_responses_total{status=\"200\"}", 3.0)
          .containsEntry("espalier_http_responses_total{status=\"400\"}", 1.0)
          .containsEntry("espalier_time_to_first_token_seconds_count", 3.0)
          .containsEntry("espalier_request_completion_tokens_total", 12.0)
          .containsEntry("espalier_constraint_compile_seconds_count", 1.0)
          .containsEntry("espalier_constraints_found_total", 1.0)
          .containsEntry("espalier_http_requests", 1.0)
          .containsEntry("espalier_calls_running", 0.0);
      assertThat(values.get("espalier_inter_token_latency_seconds_count")).isEqualTo(9.0);
      assertThat(values.get("espalier_constraint_compile_seconds_sum")).isPositive();
      assertThat(values.get("espalier_mask_fill_seconds_count")).isPositive();
      assertThat(values.get("espalier_mask_fill_seconds_sum")).isPositive();
      assertThat(values.get("espalier_sampled_tokens_total")).isEqualTo(12.0);
      assertThat(values.get("espalier_cache_hit_rate")).isBetween(0.0, 1.0);
      assertThat(values)
          .containsKey("espalier_time_to_first_token_seconds_bucket{le=\"0.25\"}")
          .containsKey("espalier_forced_tokens_total");
    }
  }

  @Test
  void haveTheGaugesOfTheGatewayExtension() throws Exception {
    var held = new HeldModel(TestServer.simulated());
    try (var server = TestServer.on(held)) {
      Map<String, Double> idle = scrape(server);
      assertThat(idle)
          .containsEntry("vllm:num_requests_waiting", 0.0)
          .containsEntry("vllm:num_requests_running", 0.0)
          .containsEntry("vllm:kv_cache_usage_perc", 0.0);
      String lora =
          "vllm:lora_requests_info{max_lora=\"0\",running_lora_adapters=\"\",waiting_lora_adapters=\"\"}";
      assertThat(idle.get(lora)).isGreaterThan(1.7e9);
      assertThat(server.get("/metrics").body())
          .contains("# TYPE vllm:num_requests_waiting gauge")
          .contains("# TYPE vllm:kv_cache_usage_perc gauge");

      held.hold();
      var running =
          java.util.concurrent.CompletableFuture.supplyAsync(() -> {
            try {
              return server.post("/v1/completions", "{\"prompt\":\"ab\",\"max_tokens\":9}");
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
      held.awaitWaiting();
      var scraped = new java.util.concurrent.atomic.AtomicReference<Map<String, Double>>();
      // The scheduler answers between two passes, so one must go through.
      var asked =
          java.util.concurrent.CompletableFuture.runAsync(() -> {
            try {
              scraped.set(scrape(server));
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
      TestServer.await(() -> server.server.serving() == 2);
      held.allow(1);
      asked.get();
      assertThat(scraped.get()).containsEntry("vllm:num_requests_running", 1.0);
      assertThat(scraped.get().get("vllm:kv_cache_usage_perc")).isPositive();
      held.free();
      assertThat(running.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void tellProgramsApartButNotThoseOfStrangers() throws Exception {
    try (var server = withTree(ServerOptions.of("tiny", 0))) {
      assertThat(server.post("/run/tips/tree", "{\"name\":\"tea\"}").statusCode()).isEqualTo(200);
      for (String name : new String[] {"a", "b"}) {
        String source = "prompt %s() -> string { \\\"x\\\" return \\\"y\\\" }".formatted(name);
        var made = server.post("/v1/programs", "{\"source\":\"" + source + "\"}");
        assertThat(made.statusCode()).isEqualTo(201);
      }
      assertThat(server.server.awaitPrograms(java.time.Duration.ofSeconds(10))).isTrue();
      TestServer.await(() -> ended(server) == 2);
      Map<String, Double> values = scrape(server);
      assertThat(values)
          .containsEntry("espalier_programs_total", 3.0)
          .containsEntry(
              "espalier_program_seconds_count{outcome=\"succeeded\",program=\"tips\",prompt=\"tree\"}",
              1.0)
          .containsEntry("espalier_program_branches_total{program=\"tips\",prompt=\"tree\"}", 3.0);
      assertThat(
              values.get(
                  "espalier_program_tokens_total{kind=\"sampled\",program=\"tips\",prompt=\"tree\"}"))
          .isPositive();
    }
  }

  private static double ended(TestServer server) {
    try {
      return scrape(server)
          .getOrDefault(
              "espalier_program_seconds_count{outcome=\"succeeded\",program=\"(submitted)\",prompt=\"\"}",
              0.0);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
