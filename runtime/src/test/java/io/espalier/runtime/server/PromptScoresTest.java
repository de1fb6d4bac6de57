package io.espalier.runtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The log-probabilities of prompts, against those that the same tokens had when they were
/// generated.
class PromptScoresTest {
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.on(TestServer.simulated());
  }

  @AfterAll
  static void stop() {
    server.awaitIdle();
    server.close();
  }

  private static JsonNode complete(String more) throws Exception {
    return server.json("/v1/completions", "{\"temperature\":0,\"ignore_eos\":true" + more + "}");
  }

  private static JsonNode generate(String ids, String sampling, String more) throws Exception {
    return server.json(
        "/generate",
        "{\"input_ids\":%s,\"sampling_params\":{\"temperature\":0,\"ignore_eos\":true%s},\"return_logprob\":true%s}"
            .formatted(ids, sampling, more));
  }

  @Test
  void areThoseOfTheTokensWhenTheyWereGenerated() throws Exception {
    JsonNode made = generate("[5,6,7]", ",\"max_new_tokens\":9", ",\"top_logprobs_num\":2");
    String all = "[5,6,7," + made.path("output_ids").toString().substring(1);
    JsonNode read =
        generate(all, ",\"max_new_tokens\":0", ",\"logprob_start_len\":0,\"top_logprobs_num\":2");
    JsonNode meta = read.path("meta_info");
    assertThat(read.path("output_ids").size()).isZero();
    assertThat(meta.path("input_token_logprobs").size()).isEqualTo(12);
    assertThat(meta.at("/input_token_logprobs/0/0").isNull()).isTrue();
    assertThat(meta.at("/input_top_logprobs/0").size()).isZero();
    for (int i = 0; i < 9; i++) {
      JsonNode wanted = made.at("/meta_info/output_token_logprobs/" + i);
      JsonNode found = meta.at("/input_token_logprobs/" + (i + 3));
      assertThat(found.get(1)).isEqualTo(wanted.get(1));
      assertThat(found.get(0).doubleValue()).isCloseTo(wanted.get(0).doubleValue(), within(1e-4));
      assertThat(meta.at("/input_top_logprobs/%d/0/1".formatted(i + 3)))
          .isEqualTo(made.at("/meta_info/output_top_logprobs/%d/0/1".formatted(i)));
    }
  }

  @Test
  void beginWhereTheyAreAskedFor() throws Exception {
    String none =
        generate("[5,6,7,8]", ",\"max_new_tokens\":1", "")
            .at("/meta_info/input_token_logprobs")
            .toString();
    assertThat(none).isEqualTo("[]");
    JsonNode whole =
        generate("[5,6,7,8]", ",\"max_new_tokens\":1", ",\"logprob_start_len\":0")
            .at("/meta_info/input_token_logprobs");
    for (int start : new int[] {1, 3, 4, 100}) {
      JsonNode part =
          generate("[5,6,7,8]", ",\"max_new_tokens\":1", ",\"logprob_start_len\":" + start)
              .at("/meta_info/input_token_logprobs");
      assertThat(part.size()).isEqualTo(Math.max(0, 4 - start));
      for (int i = 0; i < part.size(); i++) {
        assertThat(part.get(i).get(0).doubleValue())
            .isCloseTo(whole.get(i + start).get(0).doubleValue(), within(1e-4));
      }
    }
  }

  @Test
  void comeWithAnEchoedPrompt() throws Exception {
    JsonNode read =
        complete(",\"prompt\":\"one two\",\"echo\":true,\"max_tokens\":0,\"logprobs\":1");
    JsonNode logprobs = read.at("/choices/0/logprobs");
    int count = read.at("/usage/prompt_tokens").intValue();
    assertThat(read.at("/choices/0/text").stringValue()).isEqualTo("one two");
    assertThat(read.at("/usage/completion_tokens").intValue()).isZero();
    assertThat(logprobs.path("tokens").size()).isEqualTo(count);
    assertThat(logprobs.at("/token_logprobs/0").isNull()).isTrue();
    assertThat(logprobs.at("/top_logprobs/0").isNull()).isTrue();
    for (int i = 1; i < count; i++) {
      String token = logprobs.at("/tokens/" + i).stringValue();
      double own = logprobs.at("/token_logprobs/" + i).doubleValue();
      JsonNode top = logprobs.at("/top_logprobs/" + i);
      assertThat(top.has(token)).isTrue();
      for (JsonNode value : top) {
        assertThat(value.doubleValue()).isGreaterThan(own - 1e-4);
      }
    }
    JsonNode more =
        complete(",\"prompt\":\"one two\",\"echo\":true,\"max_tokens\":3,\"logprobs\":0");
    assertThat(more.at("/choices/0/logprobs/tokens").size()).isEqualTo(count + 3);
    assertThat(more.at("/choices/0/text").stringValue()).startsWith("one two");
  }

  @Test
  void echoInAStreamBeforeTheCompletion() throws Exception {
    String body =
        "{\"prompt\":\"one"
            + " two\",\"echo\":true,\"max_tokens\":3,\"ignore_eos\":true,\"temperature\":0,\"stream\":true}";
    var text = new StringBuilder();
    TestServer.events(server.post("/v1/completions", body).body())
        .forEach(event -> text.append(event.at("/choices/0/text").asString("")));
    JsonNode whole = complete(",\"prompt\":\"one two\",\"echo\":true,\"max_tokens\":3");
    assertThat(text).hasToString(whole.at("/choices/0/text").stringValue());
    assertThat(server.post("/v1/completions", "{\"prompt\":\"a\",\"max_tokens\":0}").statusCode())
        .isEqualTo(400);
  }

  /// What SGLang's own client does for `select`: it reads each choice behind the prompt.
  @Test
  void scoreTheChoicesOfASelect() throws Exception {
    JsonNode first =
        server.json(
            "/generate",
            "{\"text\":\"pick \",\"sampling_params\":{\"max_new_tokens\":0,\"temperature\":0}}");
    int start = Math.max(0, first.at("/meta_info/prompt_tokens").intValue() - 2);
    JsonNode both =
        server.json(
            "/generate",
            "{\"text\":[\"pick yes\",\"pick no\"],\"sampling_params\":{\"max_new_tokens\":0,\"temperature\":0},\"return_logprob\":true,\"return_text_in_logprobs\":true,\"logprob_start_len\":%d}"
                .formatted(start));
    assertThat(both.size()).isEqualTo(2);
    for (JsonNode answer : both) {
      JsonNode tokens = answer.at("/meta_info/input_token_logprobs");
      assertThat(tokens.size()).isPositive();
      assertThat(tokens.get(tokens.size() - 1).get(2).isString()).isTrue();
      assertThat(tokens.get(tokens.size() - 1).get(0).doubleValue()).isNegative();
    }
  }

  @Test
  void flushForgetsWhatOneTenantHasCached() throws Exception {
    String prompt = ",\"prompt\":\"%s\",\"max_tokens\":1".formatted("cached words ".repeat(20));
    complete(prompt);
    String cached = "/usage/prompt_tokens_details/cached_tokens";
    assertThat(complete(prompt).at(cached).intValue()).isPositive();
    assertThat(server.post("/flush_cache", "").statusCode()).isEqualTo(200);
    assertThat(complete(prompt).at(cached).intValue()).isZero();
    assertThat(complete(prompt).at(cached).intValue()).isPositive();
    assertThat(server.get("/flush_cache").body()).contains("flushed");
  }
}
