package io.espalier.runtime.server.tracing;

import io.espalier.runtime.backend.Usage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The span of a branch and of the generation that runs on it. Its tokens are counted before a
/// generation's value comes, or behind it for a selection; a generation's span ends when both are
/// there.
final class BranchSpan {
  final Span span;
  private @Nullable Span variable;
  private @Nullable Instant came;
  private Usage counted = Usage.NONE;
  private Usage atBegin = Usage.NONE;
  private boolean used;

  BranchSpan(Span span) {
    this.span = span;
  }

  synchronized void begin(Span generation) {
    endVariable(false);
    variable = generation;
    came = null;
    used = false;
    atBegin = counted;
  }

  synchronized void valueCame() {
    came = Instant.now();
    if (used) {
      endVariable(false);
    }
  }

  synchronized void used(Usage usage) {
    counted = usage;
    used = true;
    if (came != null) {
      endVariable(false);
    }
  }

  private void endVariable(boolean failed) {
    Span open = variable;
    if (open == null) {
      return;
    }
    variable = null;
    put(open, counted.since(atBegin));
    if (failed) {
      open.setStatus(StatusCode.ERROR);
    }
    Instant at = came;
    if (at == null) {
      open.end();
    } else {
      open.end(at);
    }
  }

  synchronized void end(boolean failed) {
    endVariable(failed && came == null);
    put(span, counted);
    if (failed) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  private static void put(Span span, Usage usage) {
    span.setAttribute("espalier.tokens.prefilled", usage.prefilled());
    span.setAttribute("espalier.tokens.cached", usage.cached());
    span.setAttribute("espalier.tokens.forced", usage.forced());
    span.setAttribute("espalier.tokens.sampled", usage.sampled());
  }
}
