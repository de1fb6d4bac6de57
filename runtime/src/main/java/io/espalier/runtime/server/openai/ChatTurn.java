package io.espalier.runtime.server.openai;

import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.server.generation.ModelService;
import io.espalier.runtime.server.generation.PieceListener;
import io.espalier.runtime.server.generation.TextEngine;
import io.espalier.runtime.server.generation.TextRequest;
import io.espalier.runtime.server.generation.TextResult;
import io.espalier.runtime.server.generation.TokenUsage;
import io.espalier.runtime.tokenizer.TextPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One answer of the model: text, or the call of a tool, or text and then a call.
record ChatTurn(TextEngine engine, ToolChoice choice, ToolFormat format) {

  /// An answer.
  ///
  /// @param text what was said outside of a call
  /// @param result the last generation, which says why the answer ended
  record Answer(String text, Optional<ToolCall> call, TextResult result, TokenUsage usage) {
    String finishReason() {
      return call.isPresent() ? "tool_calls" : OpenAiJson.finishReason(result);
    }
  }

  /// Generates an answer behind a sequence.
  ///
  /// @param listener hears the text outside of a call
  Answer answer(Sequence sequence, TextRequest request, PieceListener listener) {
    int prompt = sequence.length();
    if (choice.required()) {
      TextResult result = call(sequence, request);
      Optional<ToolCall> call = format.parse(ModelService.id("call_"), result.text());
      String text = call.isPresent() ? "" : result.text();
      return new Answer(text, call, result, result.usage());
    }
    if (!choice.isAuto()) {
      TextResult result = engine.generate(sequence, request, listener);
      return new Answer(result.text(), Optional.empty(), result, result.usage());
    }
    List<String> stops = new ArrayList<>(request.stops());
    stops.add(format.trigger());
    TextResult said =
        engine.generate(sequence, request.with(request.constraint(), stops), listener);
    int left = request.maxTokens() - said.tokens().length;
    boolean calls = said.matched().filter(format.trigger()::equals).isPresent();
    if (!calls || left < 1) {
      return new Answer(said.text(), Optional.empty(), said, said.usage());
    }
    if (!format.opening().isEmpty()) {
      sequence.append(engine.tokenizer().encodeTemplate(format.opening(), TextPosition.AFTER_TEXT));
    }
    TextResult called = call(sequence, request.withMaxTokens(left));
    var usage =
        new TokenUsage(
            prompt, said.usage().cached(), said.tokens().length + called.tokens().length);
    return new Answer(
        said.text(), format.parse(ModelService.id("call_"), called.text()), called, usage);
  }

  private TextResult call(Sequence sequence, TextRequest request) {
    return engine.generate(
        sequence,
        request.with(Optional.of(format.constraint(choice.tools())), List.of()),
        PieceListener.NONE);
  }
}
