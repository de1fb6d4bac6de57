package io.espalier.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.kernels.DeviceMemoryException;
import io.espalier.kernels.KernelsProvider;
import io.espalier.kernels.NumberFormat;
import io.espalier.runtime.backend.local.LocalBackend;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.benchmark.RandomModel;
import io.espalier.runtime.model.benchmark.RandomShape;
import io.espalier.runtime.model.loader.LoadListener;
import io.espalier.runtime.model.loader.LoadOptions;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import io.espalier.runtime.sampling.SamplingParameters;
import io.espalier.runtime.scheduler.GenerationRequest;
import io.espalier.runtime.scheduler.ModelFailureException;
import io.espalier.runtime.scheduler.Scheduler;
import io.espalier.runtime.scheduler.SchedulerOptions;
import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.scheduler.SequenceOptions;
import io.espalier.runtime.scheduler.TokenListener;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A GPU that fails or is too small, on the emulated driver, which fails to order.
@Tag("gpu")
final class DeviceTest {
  private static final int OUT_OF_RESOURCES = 701;
  private static final int LAUNCH_FAILED = 719;
  private static final long WHOLE = 2L << 30;

  private MethodHandle fail;
  private MethodHandle memory;

  @BeforeEach
  @SuppressWarnings("restricted")
  void find() {
    Linker linker = Linker.nativeLinker();
    SymbolLookup driver;
    try {
      driver = SymbolLookup.libraryLookup("libcuda.so.1", Arena.global());
    } catch (IllegalArgumentException missing) {
      driver = _ -> Optional.empty();
    }
    var order = driver.find("emulator_fail");
    Assumptions.assumeTrue(order.isPresent(), "the driver is not the emulated one");
    fail =
        linker.downcallHandle(
            order.orElseThrow(),
            FunctionDescriptor.ofVoid(
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
    memory =
        linker.downcallHandle(
            driver.find("emulator_memory").orElseThrow(),
            FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));
  }

  @AfterEach
  void heal() throws Throwable {
    if (fail != null) {
      fail("", -1, 0, false);
      memory.invokeExact(WHOLE);
    }
  }

  private void fail(String call, long after, int status, boolean lasts) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(call);
      fail.invokeExact(name, after, status, lasts ? 1 : 0);
    }
  }

  private static Scheduler scheduler(KernelsProvider.Choice choice) {
    Model model =
        RandomModel.build(
            RandomShape.TINY,
            NumberFormat.BF16,
            1,
            LoadOptions.of(choice.kernels()),
            LoadListener.NONE);
    return new Scheduler(
        model,
        new SimulatedVocabulary(320).vocabulary(),
        SchedulerOptions.of(model.description()).withPages(64));
  }

  private static int[] generate(Scheduler scheduler) {
    try (Sequence sequence = scheduler.open(SequenceOptions.DEFAULT)) {
      sequence.append(new int[] {5, 9, 11});
      return sequence.generate(GenerationRequest.of(4), TokenListener.NONE).tokens();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cuLaunchKernel, 0",
    "cuGraphLaunch, 0",
    "cuMemcpyHtoDAsync, 1",
    "cuMemcpyDtoHAsync, 2",
    "cuStreamSynchronize, 3"
  })
  void aFailedCallFailsTheRequestsInFlightAndNoOthers(String call, long after) throws Throwable {
    var choice = KernelsProvider.choose("cuda", 0);
    try (var kernels = choice.kernels();
        var scheduler = scheduler(choice)) {
      int[] expected = generate(scheduler);
      fail(call, after, OUT_OF_RESOURCES, false);
      assertThatThrownBy(() -> generate(scheduler))
          .isInstanceOf(ModelFailureException.class)
          .hasMessageContaining("CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES");
      assertThat(generate(scheduler)).isEqualTo(expected);
      assertThat(generate(scheduler)).isEqualTo(expected);
      scheduler.checkInvariants();
      assertThat(kernels.description()).contains("emulated");
    }
  }

  /// One step behind the device and step by step: the same tokens, greedy and sampled.
  @Test
  void theHostOneStepBehindGetsTheSameTokens() {
    var choice = KernelsProvider.choose("cuda", 0);
    List<int[]> results = new ArrayList<>();
    try (var kernels = choice.kernels()) {
      for (boolean stepwise : new boolean[] {false, true}) {
        try (var scheduler = scheduler(choice);
            Sequence sequence = scheduler.open(SequenceOptions.DEFAULT)) {
          sequence.append(new int[] {5, 9, 11});
          var request =
              GenerationRequest.of(12)
                  .withEndTokens(Set.of(77))
                  // Log-probabilities need the host at every step.
                  .withLogprobs(stepwise ? 0 : -1);
          results.add(sequence.generate(request, TokenListener.NONE).tokens());
          var sampling = new SamplingParameters(1, 0, 1, 0, 1, 0, 0, Map.of(), 3);
          results.add(
              sequence.generate(request.withSampling(sampling), TokenListener.NONE).tokens());
        }
      }
      assertThat(kernels.drawsAhead()).isTrue();
    }
    assertThat(results.get(0)).hasSize(12).isEqualTo(results.get(2));
    assertThat(results.get(1)).isNotEqualTo(results.get(0)).isEqualTo(results.get(3));
  }

  @Test
  void aLostContextFailsEveryRequestByNameAndCloses() throws Throwable {
    var choice = KernelsProvider.choose("cuda", 0);
    try (AutoCloseable _ = choice.kernels();
        var scheduler = scheduler(choice)) {
      assertThat(generate(scheduler)).hasSize(4);
      // A fault inside a kernel is heard of when the host waits for it.
      fail("cuStreamSynchronize", 2, LAUNCH_FAILED, true);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> generate(scheduler))
            .isInstanceOf(ModelFailureException.class)
            .hasMessageContaining("CUDA_ERROR_LAUNCH_FAILED");
      }
      scheduler.checkInvariants();
    }
  }

  @Test
  void aModelThatDoesNotFitIsRefusedWithTheNumbers() throws Throwable {
    // The kernels' own buffers take some 33 MB, sapling 10 MB.
    memory.invokeExact(38L << 20);
    assertThatThrownBy(() -> Engine.open(EngineOptions.of("sapling").withDevice("cuda")))
        .isInstanceOf(DeviceMemoryException.class)
        .hasMessageMatching(
            "the GPU is out of memory: the weights of .* need [0-9.]+ MB, [0-9.]+ MB .*");
    try (Engine engine = Engine.open(EngineOptions.of("sapling"))) {
      assertThat(engine.local().map(LocalBackend::device).orElseThrow())
          .startsWith("cpu: ")
          .contains("(since the GPU is out of memory: ");
    }
  }

  @Test
  void anAllocationThatFailsWhileLoadingSaysHowMuchThereWas() throws Throwable {
    fail("cuMemAlloc", 30, 2, false);
    assertThatThrownBy(() -> Engine.open(EngineOptions.of("sapling").withDevice("cuda")))
        .isInstanceOf(DeviceMemoryException.class)
        .hasMessageMatching("the GPU is out of memory: .* MB needed, 2... GB free of 2.15 GB.*");
  }

  @Test
  void keysAndValuesBeyondTheDeviceAreRefusedWithTheNumbers() {
    assertThatThrownBy(() ->
            Engine.open(
                EngineOptions.of("sapling").withDevice("cuda").withKvBytes(99999999L << 20)))
        .isInstanceOf(DeviceMemoryException.class)
        .hasMessageMatching(
            "the memory for keys and values \\(--kv-memory\\) is 99999999 MiB, the GPU has [0-9]+"
                + " MiB for it.*");
  }

  @Test
  void keysAndValuesTakeTheMemoryAskedFor() throws IOException {
    try (Engine engine =
        Engine.open(EngineOptions.of("sapling").withDevice("cuda").withKvBytes(8 << 20))) {
      LocalBackend local = engine.local().orElseThrow();
      long bytes = local.statistics().pages() * 16L * local.model().kvBytesPerToken();
      assertThat(bytes).isBetween(7L << 20, 8L << 20);
      assertThat(Arrays.asList(local.device().split(" ", -1))).contains("emulated,");
    }
  }
}
