package io.espalier.runtime.interpreter;

import static io.espalier.dsl.Gen.max;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.dsl.Gen;
import io.espalier.dsl.GenerationException;
import io.espalier.dsl.GenerationException.Reason;
import io.espalier.dsl.Outcome;
import io.espalier.dsl.Partial;
import io.espalier.dsl.Ref;
import io.espalier.dsl.Scored;
import io.espalier.dsl.SelectMethod;
import io.espalier.dsl.Size;
import io.espalier.dsl.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class DirectStreamTest {
  record City(@Size(max = 40) String name, int people) {}

  enum Grade {
    A,
    B
  }

  sealed interface Action permits Search, Answer {}

  record Search(String entity) implements Action {}

  record Answer(String text) implements Action {}

  private static <R> R run(FakeBackend backend, Function<Stream, R> program) {
    return DirectRunner.<String, R>run(
        backend, "program", (stream, _) -> program.apply(stream), "", RunOptions.DEFAULT);
  }

  private static FakeBackend answering(String answer) {
    return new FakeBackend((_, _) -> answer);
  }

  @Test
  void anOptionalPartIsWrittenAsItsValue() {
    String transcript =
        run(
            answering(""),
            s -> s.text(Optional.of(7), " ", Optional.empty(), " ", Grade.A).transcript());
    assertThat(transcript).isEqualTo("7 null A");
  }

  @Test
  void readsGeneratedTextIntoJavaTypes() {
    City city = run(answering("{\"name\":\"Oslo\",\"people\":7}"), s -> s.gen(City.class));
    assertThat(city).isEqualTo(new City("Oslo", 7));
    Grade grade = run(answering("B"), s -> s.gen(Grade.class));
    assertThat(grade).isEqualTo(Grade.B);
    int number = run(answering("42"), s -> s.gen(int.class));
    assertThat(number).isEqualTo(42);
    List<Integer> list = run(answering("[1,2]"), s -> s.genList(Integer.class, 1, 3, Gen.DEFAULT));
    assertThat(list).containsExactly(1, 2);
    Action action =
        run(answering("{\"type\":\"Search\",\"entity\":\"Oslo\"}"), s -> s.gen(Action.class));
    assertThat(action).isEqualTo(new Search("Oslo"));
    Optional<City> nothing = run(answering("null"), s -> s.gen(new Ref<Optional<City>>() {}));
    assertThat(nothing).isEmpty();
  }

  @Test
  void writesTurnsAndClosesTheAssistantsAtTheNextRole() {
    String transcript =
        run(
            answering("hi"),
            s -> {
              s.system("be brief").user("say ", 1, " word");
              s.assistant("well, ").gen(max(5));
              s.user("again");
              return s.transcript();
            });
    assertThat(transcript)
        .isEqualTo(
            "<system>be brief</system><user>say 1 word</user><assistant>well, hi</assistant>"
                + "<user>again</user>");
  }

  @Test
  void aTruncatedTextIsAnErrorThatSaysWhereAndWhatToDo() {
    assertThatThrownBy(() -> run(answering("a long text"), s -> s.gen(max(4))))
        .isInstanceOfSatisfying(
            GenerationException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.TRUNCATED);
              assertThat(e.branch()).isEqualTo("program/v0");
              assertThat(e.partialText()).isEqualTo("a lo");
            })
        .hasMessageContaining("bound of 4 tokens")
        .hasMessageContaining("raise max");
  }

  @Test
  void aTruncatedOptionalIsEmpty() {
    Optional<City> nothing =
        run(answering("{\"name\":\"Os"), s -> s.gen(new Ref<Optional<City>>() {}, max(4)));
    assertThat(nothing).isEmpty();
  }

  @Test
  void retriesFromWhereTheGenerationBegan() {
    var calls = new AtomicInteger();
    var prompts = new ArrayList<String>();
    var backend =
        new FakeBackend((prompt, _) -> {
          prompts.add(prompt);
          return calls.incrementAndGet() < 3 ? "a long text" : "ok";
        });
    String value = run(backend, s -> s.text("Q").gen(max(4).retry(2)));
    assertThat(value).isEqualTo("ok");
    assertThat(prompts).containsExactly("Q", "Q", "Q");
    assertThat(backend.requests.get(0).sampling().seed())
        .isNotEqualTo(backend.requests.get(1).sampling().seed());
  }

  @Test
  void forksKeepTheOrderAndShareTheParentsText() {
    var backend = new FakeBackend((prompt, _) -> "<" + prompt + ">");
    List<String> values =
        run(
            backend,
            s -> s.text("p").fork(List.of("a", "b", "c"), (b, item) -> b.text(item).gen(max(50))));
    assertThat(values).containsExactly("<pa>", "<pb>", "<pc>");
    assertThat(backend.open).hasValue(0);
  }

  @Test
  void theParentIsFrozenWhileItsBranchesRun() {
    assertThatThrownBy(
            () -> run(answering("x"), s -> s.fork(2, (_, _) -> s.text("wrong stream").gen(max(5)))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("use the branch that the body receives");
  }

  @Test
  void aStreamThatHasEndedIsRefused() {
    var kept = new AtomicReference<Stream>();
    run(
        answering("x"),
        s ->
            s.fork(
                1,
                (b, _) -> {
                  kept.set(b);
                  return "done";
                }));
    assertThatThrownBy(() -> kept.get().gen(max(5)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("program/fork[0] has ended");
  }

  @Test
  void aSecondForkHasNamesOfItsOwn() {
    List<Outcome<String>> outcomes =
        run(
            answering("x"),
            s -> {
              s.fork(1, (b, _) -> b.gen(max(5)));
              return s.forkCollect(
                  List.of(0),
                  (_, _) -> {
                    throw new IllegalArgumentException("no");
                  });
            });
    assertThat(outcomes).containsExactly(new Outcome.Failed<>("program/fork1[0]", "no"));
  }

  @Test
  void theFirstFailureCancelsTheSiblingsAndClosesEverySession() {
    var waiting = new CountDownLatch(1);
    var backend =
        new FakeBackend((prompt, _) -> {
          if (prompt.endsWith("0")) {
            throw new IllegalArgumentException("boom");
          }
          waiting.await();
          return "never";
        });
    assertThatThrownBy(() -> run(backend, s -> s.fork(3, (b, i) -> b.text(i).gen(max(5)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("boom");
    assertThat(backend.open).hasValue(0);
  }

  @Test
  void aCollectingForkGivesEveryOutcome() {
    var backend = new FakeBackend((prompt, _) -> prompt.endsWith("1") ? "far too long" : "ok");
    List<Outcome<String>> outcomes =
        run(
            backend,
            s ->
                s.forkCollect(
                    List.of(0, 1, 2),
                    (b, i) -> {
                      if (i == 2) {
                        throw new IllegalArgumentException("no");
                      }
                      return b.text(i).gen(max(5));
                    }));
    assertThat(outcomes.get(0)).isEqualTo(new Outcome.Ok<>("ok"));
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Truncated.class);
    assertThat(outcomes.get(2)).isEqualTo(new Outcome.Failed<>("program/fork[2]", "no"));
  }

  @Test
  void aRaceIsWonByTheFirstValue() {
    var never = new CountDownLatch(1);
    var backend =
        new FakeBackend((prompt, _) -> {
          if (!prompt.endsWith("b")) {
            never.await();
          }
          return "won";
        });
    String winner =
        run(backend, s -> s.race(List.of("a", "b"), (b, item) -> item + b.text(item).gen(max(5))));
    assertThat(winner).isEqualTo("bwon");
    assertThat(backend.open).hasValue(0);
  }

  @Test
  void selectAppendsTheBestChoice() {
    String transcript =
        run(
            answering("no"),
            s -> {
              Scored<String> scored = s.text("Q ").select("yes", "no");
              assertThat(scored.best()).isEqualTo("no");
              assertThat(scored.probability()).isGreaterThan(0.9);
              assertThat(s.select(SelectMethod.SUM_LOGPROB, List.of(Grade.A, Grade.B)).best())
                  .isEqualTo(Grade.A);
              return s.transcript();
            });
    assertThat(transcript).isEqualTo("Q noA");
  }

  @Test
  void streamsPartialsWhoseFieldsOnlyGrow() {
    var partials = new ArrayList<Partial<City>>();
    City city =
        run(
            answering("{\"name\":\"Oslo\",\"people\":7}"),
            s -> s.stream(City.class, partials::add, Gen.DEFAULT));
    assertThat(city).isEqualTo(new City("Oslo", 7));
    assertThat(partials.getLast().value()).contains(city);
    assertThat(partials.stream().map(p -> p.get("name").orElse("")).distinct())
        .containsExactly("", "O", "Os", "Osl", "Oslo");
    assertThat(partials.stream().filter(p -> p.isComplete("name")).findFirst().orElseThrow().text())
        .isEqualTo("{\"name\":\"Oslo\"");
  }

  @Test
  void asideLeavesNoTextAndCallBeginsEmpty() {
    var backend = new FakeBackend((prompt, _) -> "[" + prompt + "]");
    String result =
        run(
            backend,
            s -> {
              s.text("p");
              String aside = s.aside(b -> b.text("q").gen(max(50)));
              String call = s.call(b -> b.text("r").gen(max(50)));
              return aside + call + s.transcript();
            });
    assertThat(result).isEqualTo("[pq][r]p");
    assertThat(backend.open).hasValue(0);
  }

  @Test
  void anInterruptCancelsTheProgram() throws Exception {
    var started = new CountDownLatch(1);
    var backend =
        new FakeBackend((_, _) -> {
          started.countDown();
          new CountDownLatch(1).await();
          return "never";
        });
    var failure = new ArrayList<Throwable>();
    Thread program =
        Thread.ofVirtual()
            .start(() -> {
              try {
                run(backend, s -> s.fork(3, (b, _) -> b.gen(max(5))));
              } catch (GenerationException e) {
                failure.add(e);
              }
            });
    started.await();
    program.interrupt();
    program.join();
    assertThat(failure)
        .singleElement()
        .isInstanceOfSatisfying(
            GenerationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CANCELLED));
    assertThat(backend.open).hasValue(0);
  }

  @Test
  void theSameSeedGivesTheSameRandomNumbersWhateverElseRuns() {
    var first = answering("x");
    var second = answering("x");
    run(first, s -> s.fork(4, (b, _) -> b.gen(max(5).temp(1))));
    run(second, s -> s.fork(4, (b, _) -> b.gen(max(5).temp(1))));
    assertThat(seeds(first)).containsExactlyInAnyOrderElementsOf(seeds(second));
    assertThat(seeds(first)).doesNotHaveDuplicates();
  }

  @Test
  void aSeedOfTheProgramDrawsDifferentlyInEachBranchAndTheSameInEachRun() {
    var first = answering("x");
    var second = answering("x");
    for (FakeBackend backend : List.of(first, second)) {
      run(
          backend,
          s -> {
            s.gen(max(5).temp(1).seed(7));
            return s.fork(4, (b, _) -> b.gen(max(5).temp(1).seed(7)));
          });
    }
    assertThat(seeds(first).getFirst()).isEqualTo(7);
    assertThat(seeds(first)).hasSize(5).doesNotHaveDuplicates();
    assertThat(seeds(second)).containsExactlyInAnyOrderElementsOf(seeds(first));
  }

  private static List<Long> seeds(FakeBackend backend) {
    return backend.requests.stream().map(request -> request.sampling().seed()).toList();
  }

  @Test
  void limitsEndTheProgramWithTheirNumbers() {
    var limits = new RunLimits(10, 3, java.time.Duration.ofMinutes(1));
    RunOptions options = RunOptions.DEFAULT.withLimits(limits);
    assertThatThrownBy(() ->
            DirectRunner.<String, List<String>>run(
                answering("x"), "p", (s, _) -> s.fork(5, (b, _) -> b.gen(max(5))), "", options))
        .isInstanceOf(RunLimitException.class)
        .hasMessageContaining("limit of 3 branches");
    assertThatThrownBy(() ->
            DirectRunner.<String, String>run(
                answering("four"),
                "p",
                (s, _) -> s.gen(max(5)) + s.gen(max(5)) + s.gen(max(5)) + s.gen(max(5)),
                "",
                options))
        .isInstanceOf(RunLimitException.class)
        .hasMessageContaining("10 generated tokens");
  }
}
