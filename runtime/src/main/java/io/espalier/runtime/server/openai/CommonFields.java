package io.espalier.runtime.server.openai;

import io.espalier.constrained.ConstraintSource;
import io.espalier.runtime.sampling.SamplingParameters;
import io.espalier.runtime.server.generation.ConstraintFields;
import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.generation.SamplingFields;
import io.espalier.runtime.server.generation.TextRequest;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.RequestException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Fields that completions and chat completions share, the extras of other engines included.
final class CommonFields {
  private CommonFields() {}

  /// Reads everything but the prompt, the number of tokens and the log-probabilities.
  ///
  /// @param maxTokens as asked for; the bound follows from the prompt later
  static TextRequest read(Fields fields, ModelService model, int maxTokens, int logprobs) {
    return read(fields, model, maxTokens, logprobs, _ -> {});
  }

  /// The same, where a dialect has a place of its own for a constraint.
  static TextRequest read(
      Fields fields,
      ModelService model,
      int maxTokens,
      int logprobs,
      Consumer<ConstraintFields> further) {
    SamplingParameters sampling =
        SamplingFields.read(fields, 1.0, "seed", model.engine().tokenizer());
    List<String> stops = fields.texts("stop", model.limits().stops());
    if (stops.contains("")) {
      throw RequestException.parameter(fields.at("stop"), "a stop string must not be empty");
    }
    Optional<ConstraintSource> constraint = constraint(fields, model, further);
    int vocabulary = model.engine().tokenizer().vocabularySize();
    var ends = new HashSet<>(fields.wholes("stop_token_ids", 64, 0, vocabulary - 1));
    int minTokens = (int) fields.whole("min_tokens", 0, 0, model.limits().tokens());
    boolean ignoreEnd = fields.flag("ignore_eos", false);
    fields.ignore(
        "user",
        "metadata",
        "store",
        "service_tier",
        "safety_identifier",
        "prompt_cache_key",
        "request_id",
        "rid");
    return new TextRequest(
        maxTokens, minTokens, sampling, constraint, stops, ends, ignoreEnd, logprobs);
  }

  private static Optional<ConstraintSource> constraint(
      Fields fields, ModelService model, Consumer<ConstraintFields> further) {
    var constraint = new ConstraintFields(model.limits().choices());
    further.accept(constraint);
    constraint.readResponseFormat(fields, "response_format");
    constraint.readPlain(fields, "");
    constraint.readPlain(fields, "guided_");
    fields
        .object("structured_outputs")
        .ifPresent(outputs -> {
          constraint.readPlain(outputs, "");
          outputs.refuseOthers();
        });
    fields.ignore("guided_decoding_backend");
    return constraint.source();
  }
}
