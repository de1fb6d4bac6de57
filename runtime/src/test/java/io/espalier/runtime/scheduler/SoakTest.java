package io.espalier.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.constrained.BoundConstraint;
import io.espalier.constrained.ConstraintCompiler;
import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.RegexDialect;
import io.espalier.runtime.model.simulated.SimulatedCost;
import io.espalier.runtime.model.simulated.SimulatedModel;
import io.espalier.runtime.model.simulated.SimulatedVocabulary;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random programs, failing passes and interrupts on a small pool for as long as the property
/// `espalier.soak.minutes` says, 1 by default: memory stays flat, the books stay right and every
/// program ends. Prints the memory used after a collection and the pages once a minute.
@Tag("long")
class SoakTest {
  private static final int CALLERS = 24;
  private static final int ROUND = 2000;

  private final SimulatedVocabulary vocabulary = new SimulatedVocabulary(400);
  private final BoundConstraint constraint =
      new ConstraintCompiler()
          .compile(
              new ConstraintSource.Regex(
                  "\\{\"name\": \"[a-z]{1,9}\", \"age\": [1-9][0-9]?\\}", RegexDialect.RE2_FULL))
          .bind(vocabulary.vocabulary());

  @Test
  void staysFlatAndRight() throws InterruptedException {
    Duration time = Duration.ofMinutes(Long.getLong("espalier.soak.minutes", 1));
    long end = System.nanoTime() + time.toNanos();
    var model = new FaultyModel(new SimulatedModel(400, 1024, 9, SimulatedCost.NONE), 1, 0.002);
    var options = SchedulerOptions.of(model.description()).withPages(96).withWorkers(1);
    List<Long> used = new ArrayList<>();
    long report = System.nanoTime();
    try (var scheduler = new Scheduler(model, vocabulary.vocabulary(), options)) {
      for (long round = 0; System.nanoTime() < end; round++) {
        run(scheduler, round * ROUND);
        scheduler.checkInvariants();
        SchedulerStatistics statistics = scheduler.statistics();
        assertThat(statistics.running() + statistics.waiting()).isZero();
        assertThat(statistics.usedPages()).isZero();
        used.add(usedBytes());
        if (System.nanoTime() >= report) {
          report += Duration.ofMinutes(1).toNanos();
          print((round + 1) * ROUND, used.getLast(), statistics);
        }
      }
    }
    // The first tenth fills caches; after that the least used memory of both halves is alike.
    List<Long> settled = used.subList(used.size() / 10, used.size());
    long early = least(settled.subList(0, settled.size() / 2));
    long late = least(settled.subList(settled.size() / 2, settled.size()));
    assertThat(late).isLessThan(early + early / 4 + (8L << 20));
  }

  private void run(Scheduler scheduler, long firstSeed) throws InterruptedException {
    var next = new AtomicInteger();
    var unexpected = new AtomicReference<@Nullable Throwable>();
    var program = new RandomProgram(vocabulary, List.of(constraint), true, Runnable::run);
    List<Thread> callers = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      callers.add(
          Thread.startVirtualThread(() -> {
            for (int at = next.getAndIncrement(); at < ROUND; at = next.getAndIncrement()) {
              try {
                program.run(scheduler, firstSeed + at, at % 3);
              } catch (CancelledException | ModelFailureException _) {
                boolean _ = Thread.interrupted();
              } catch (RuntimeException | Error thrown) {
                unexpected.set(thrown);
              }
            }
          }));
    }
    Random random = new Random(firstSeed);
    while (next.get() < ROUND) {
      callers.get(random.nextInt(CALLERS)).interrupt();
      scheduler.checkInvariants();
    }
    for (Thread caller : callers) {
      assertThat(caller.join(Duration.ofSeconds(60))).isTrue();
    }
    assertThat(unexpected.get()).isNull();
  }

  private static void print(long programs, long usedBytes, SchedulerStatistics statistics) {
    System.out.printf(
        Locale.ROOT,
        "%s %d programs, heap %.1f MiB, pages %d free %d cached %d used, %d steps,"
            + " %d preemptions, %d failures%n",
        LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS),
        programs,
        usedBytes / 0x1p20,
        statistics.freePages(),
        statistics.cachedPages(),
        statistics.usedPages(),
        statistics.steps(),
        statistics.preemptions(),
        statistics.failures());
  }

  private static long least(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).min().orElse(0);
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
