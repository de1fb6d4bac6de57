package io.espalier.runtime.server.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.List;

/// The span of a plain generation. Confined to one thread.
public final class GenerationSpan implements AutoCloseable {
  private final Span span;
  private boolean whole;

  GenerationSpan(Span span, String model) {
    this.span = span;
    span.setAttribute("gen_ai.operation.name", "text_completion");
    span.setAttribute("gen_ai.provider.name", "espalier");
    span.setAttribute("gen_ai.request.model", model);
  }

  /// Says what came of it.
  ///
  /// @param reason why the text ended
  public void generated(long promptTokens, long cachedTokens, long tokens, String reason) {
    whole = true;
    span.setAttribute("gen_ai.usage.input_tokens", promptTokens);
    span.setAttribute("gen_ai.usage.cache_read.input_tokens", cachedTokens);
    span.setAttribute("gen_ai.usage.output_tokens", tokens);
    span.setAttribute(
        AttributeKey.stringArrayKey("gen_ai.response.finish_reasons"), List.of(reason));
  }

  /// Ends the span; one whose text never came is an error.
  @Override
  public void close() {
    if (!whole) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }
}
