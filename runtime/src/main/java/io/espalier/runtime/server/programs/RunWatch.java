package io.espalier.runtime.server.programs;

import io.espalier.dsl.Stats;
import io.espalier.runtime.interpreter.RunListener;
import io.espalier.runtime.server.metrics.Metrics;
import io.espalier.runtime.server.request.Quota;
import io.espalier.runtime.server.tracing.ProgramSpans;
import io.espalier.runtime.server.tracing.Tracing;
import java.util.Optional;

/// Follows one run into its log, the counters and, where they are on, the traces. Thread-safe.
final class RunWatch {
  private final SubmittedRun run;
  private final String program;
  private final String prompt;
  private final Metrics metrics;
  private final Quota quota;
  private final EventRecorder recorder;
  private final Optional<ProgramSpans> spans;
  private final long start = System.nanoTime();

  /// Begins to follow a run, on the thread of the request that asked for it.
  ///
  /// @param program file that it was served from, or what stands for all others
  RunWatch(
      SubmittedRun run,
      String program,
      String prompt,
      Metrics metrics,
      Tracing tracing,
      Quota quota) {
    this.quota = quota;
    this.run = run;
    this.program = program;
    this.prompt = prompt;
    this.metrics = metrics;
    recorder = new EventRecorder(run.log());
    spans =
        tracing.isOn() ? Optional.of(tracing.program(run.id(), program, prompt)) : Optional.empty();
  }

  /// Returns what is to hear the run.
  RunListener listener() {
    return spans.isPresent() ? new BothListeners(recorder, spans.get()) : recorder;
  }

  /// The run has ended. What a stranger calls his prompt does not become a label.
  void ended() {
    boolean submitted = program.equals(ProgramService.SUBMITTED);
    Stats stats = recorder.counted();
    quota.spend(
        stats.prefillTokens()
            + stats.cachedTokens()
            + stats.forcedTokens()
            + stats.sampledTokens());
    metrics.programEnded(
        program, submitted ? "" : prompt, run.outcome(), stats, System.nanoTime() - start);
    spans.ifPresent(open -> open.ended(run.outcome(), stats));
  }
}
