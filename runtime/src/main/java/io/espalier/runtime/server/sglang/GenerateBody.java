package io.espalier.runtime.server.sglang;

import io.espalier.runtime.sampling.SamplingParameters;
import io.espalier.runtime.server.generation.ConstraintFields;
import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.generation.Prompts;
import io.espalier.runtime.server.generation.SamplingFields;
import io.espalier.runtime.server.generation.TextRequest;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.RequestException;
import java.util.HashSet;
import java.util.List;

/// The body of `/generate`.
///
/// @param batch whether the prompts came as a list, so that the answer is one
/// @param count completions of each prompt
/// @param logprobs whether the answer has log-probabilities
/// @param promptStart position from which the prompt's own log-probabilities are listed, -1 for
///   none
/// @param untrimmed whether the stop text stays in the answer
@SuppressWarnings("ArrayRecordComponent") // read once; never compared
record GenerateBody(
    List<int[]> prompts,
    boolean batch,
    int count,
    TextRequest request,
    boolean logprobs,
    int promptStart,
    boolean untrimmed,
    boolean stream,
    String id) {
  private static final int DEFAULT_TOKENS = 128;
  private static final int MOST_ALTERNATIVES = 20;

  static GenerateBody read(Fields fields, ModelService model) {
    boolean text = fields.has("text");
    if (text == fields.has("input_ids")) {
      throw RequestException.parameter("text", "give exactly one of text and input_ids");
    }
    String name = text ? "text" : "input_ids";
    var node = fields.node(name);
    boolean batch = node != null && node.isArray() && !node.isEmpty() && !node.get(0).isNumber();
    List<int[]> prompts = Prompts.read(fields, name, model.engine(), model.limits().completions());
    boolean logprobs = fields.flag("return_logprob", false);
    int top = (int) fields.whole("top_logprobs_num", 0, 0, MOST_ALTERNATIVES);
    int start = (int) fields.whole("logprob_start_len", -1, -1, Integer.MAX_VALUE);
    boolean stream = fields.flag("stream", false);
    String id = fields.text("rid").orElseGet(() -> ModelService.id(""));
    fields.ignore(
        "return_text_in_logprobs",
        "no_logs",
        "conversation_id",
        "routing_key",
        "routed_dp_rank",
        "log_metrics",
        "bootstrap_host",
        "bootstrap_port",
        "bootstrap_room");
    Fields sampling =
        fields
            .object("sampling_params")
            .orElseGet(() ->
                Fields.of(
                    tools.jackson.databind.node.JsonNodeFactory.instance.objectNode(),
                    "sampling_params"));
    int count =
        (int) sampling.whole("n", 1, 1, Math.max(1, model.limits().completions() / prompts.size()));
    boolean untrimmed = sampling.flag("no_stop_trim", false);
    TextRequest request = request(sampling, model, logprobs ? top : -1);
    fields.refuseOthers();
    return new GenerateBody(
        prompts, batch, count, request, logprobs, logprobs ? start : -1, untrimmed, stream, id);
  }

  private static TextRequest request(Fields sampling, ModelService model, int logprobs) {
    var tokenizer = model.engine().tokenizer();
    SamplingParameters parameters = SamplingFields.read(sampling, 1.0, "sampling_seed", tokenizer);
    List<String> stops = sampling.texts("stop", model.limits().stops());
    if (stops.contains("")) {
      throw RequestException.parameter(sampling.at("stop"), "must not be empty");
    }
    if (!sampling.texts("stop_regex", 1).isEmpty()) {
      throw RequestException.unsupported(sampling.at("stop_regex"), "is not supported; use stop");
    }
    var constraint = new ConstraintFields(model.limits().choices());
    constraint.readPlain(sampling, "");
    int most = model.limits().tokens();
    var ends =
        new HashSet<>(sampling.wholes("stop_token_ids", 64, 0, tokenizer.vocabularySize() - 1));
    int maxTokens = (int) sampling.whole("max_new_tokens", DEFAULT_TOKENS, 0, most);
    int minTokens = (int) sampling.whole("min_new_tokens", 0, 0, maxTokens);
    boolean ignoreEnd = sampling.flag("ignore_eos", false);
    sampling.ignore(
        "skip_special_tokens", "spaces_between_special_tokens", "stream_interval", "no_stop_trim");
    sampling.refuseOthers();
    return new TextRequest(
        maxTokens, minTokens, parameters, constraint.source(), stops, ends, ignoreEnd, logprobs);
  }
}
