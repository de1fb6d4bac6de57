package io.espalier.runtime.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.compiler.Compiler;
import io.espalier.dsl.GenerationException;
import io.espalier.kernels.KernelsProvider;
import io.espalier.runtime.backend.local.LocalBackend;
import io.espalier.runtime.model.loader.LoadListener;
import io.espalier.runtime.model.loader.LoadOptions;
import io.espalier.runtime.model.loader.ModelLoader;
import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.scheduler.ContextLengthException;
import io.espalier.runtime.scheduler.SchedulerOptions;
import io.espalier.runtime.tokenizer.Tokenizer;
import io.espalier.runtime.tokenizer.template.ChatTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs that are too large for the engine are refused with the numbers, and nothing hangs.
@Timeout(60)
class AdmissionTest {
  @TempDir private Path folder = Path.of("");

  private static LocalBackend backend(int pages) throws IOException {
    var choice = KernelsProvider.choose("cpu", 1);
    Tokenizer tokenizer;
    try (var kernels = choice.kernels();
        var loaded = new ModelLoader(LoadOptions.of(kernels), LoadListener.NONE).load("sapling")) {
      tokenizer = loaded.tokenizer();
    }
    var model = new SimulatedModel(tokenizer.vocabularySize(), 2048, 5, SimulatedCost.NONE);
    return new LocalBackend(
        model,
        tokenizer,
        ChatTemplate.of(tokenizer),
        SchedulerOptions.of(model.description()).withPages(pages),
        "simulated",
        () -> {});
  }

  private ProgramRunner compile(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("program.sgl"), text);
    return new ProgramRunner(Compiler.compile(file).programOrThrow());
  }

  private static RunResult run(
      LocalBackend backend, ProgramRunner program, RunOptions options, @Nullable Object argument) {
    return program.run(
        backend, program.prompt(""), argument == null ? List.of() : List.of(argument), options);
  }

  @Test
  void refusesAProgramWhoseStreamThePoolCannotHold() throws IOException {
    // 32 pages hold 512 tokens: 2 rounds of 300 do not fit, 300 in each of two branches do.
    var large =
        compile(
            "prompt p() -> string { \"Go.\" loop max 2 { \"\\[x: string?, max: 300]\" } return \"\""
                + " }");
    var forked =
        compile(
            "prompt p() -> string { \"Go.\" let xs = fork i in 1..2 {"
                + " \"\\[x: string?, max: 300]\" yield i } return \"done\" }");
    try (var backend = backend(32)) {
      assertThatThrownBy(() -> run(backend, large, RunOptions.DEFAULT, null))
          .isInstanceOf(RunLimitException.class)
          .hasMessageContaining("600")
          .hasMessageContaining("512");
      assertThat(backend.statistics().steps()).isZero();
      assertThat(run(backend, forked, RunOptions.DEFAULT, null).value()).isEqualTo("done");
      backend.checkInvariants();
    }
  }

  @Test
  void refusesAForkOverItsLimitBeforeAnyBranchIsOpened() throws IOException {
    var program =
        compile(
            "prompt p(n: int(1..10000)) -> int { \"Go.\" let xs = fork i in 1..n {"
                + " \"\\{i}:\\[x: int(0..1)]\" yield x } return xs.size() }");
    try (var backend = backend(4096)) {
      RunOptions few =
          RunOptions.DEFAULT.withLimits(new RunLimits(1_000_000, 5000, Duration.ofMinutes(1)));
      assertThatThrownBy(() -> run(backend, program, few, 10_000L))
          .isInstanceOf(RunLimitException.class)
          .hasMessageContaining("5000");
      assertThat(backend.statistics().steps()).isZero();
      RunOptions many =
          RunOptions.DEFAULT.withLimits(new RunLimits(1_000_000, 10_001, Duration.ofMinutes(1)));
      assertThat(run(backend, program, many, 10_000L).value()).isEqualTo(10_000L);
      backend.checkInvariants();
      assertThat(backend.statistics().usedPages()).isZero();
    }
  }

  @Test
  void namesAPromptThatIsLongerThanTheContext() throws IOException {
    var program =
        compile("prompt p(text: string) -> string { \"\\{text}\" return gen string(max: 4) }");
    try (var backend = backend(4096)) {
      assertThatThrownBy(() -> run(backend, program, RunOptions.DEFAULT, "word ".repeat(5000)))
          .satisfies(failure ->
              assertThat(failure instanceof GenerationException ? failure.getCause() : failure)
                  .isInstanceOf(ContextLengthException.class)
                  .hasMessageContaining("2048"));
      backend.checkInvariants();
    }
  }
}
