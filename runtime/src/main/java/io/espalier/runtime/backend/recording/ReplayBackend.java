package io.espalier.runtime.backend.recording;

import io.espalier.dsl.Role;
import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.Capabilities;
import io.espalier.runtime.backend.ChoiceLogprobs;
import io.espalier.runtime.backend.GenerateRequest;
import io.espalier.runtime.backend.Generated;
import io.espalier.runtime.backend.Session;
import io.espalier.runtime.backend.SessionOptions;
import io.espalier.runtime.backend.TextListener;
import io.espalier.runtime.backend.Usage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A backend that answers from a recording, without a model. A program that asks for something else
/// than what was recorded fails with a [RecordingException] that names the place.
///
/// Thread-safe.
public final class ReplayBackend implements Backend {
  private static final int MAX_LINE = 1 << 26;

  /// How long what was cancelled waits to be cancelled again.
  private static final int CANCELLATION_SECONDS = 10;

  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private final Map<String, TreeMap<Integer, Usage>> usages = new HashMap<>();
  private final Map<String, Integer> opened = new HashMap<>();
  private final CountDownLatch failed = new CountDownLatch(1);
  private String description = "";
  private Capabilities capabilities =
      new Capabilities(EnumSet.noneOf(Capabilities.Feature.class), 0);

  /// Reads a recording.
  ///
  /// @throws RecordingException when it is none, naming the line
  /// @throws IOException when the file cannot be read
  public ReplayBackend(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 1;
      readHead(parse(lines.readLine(), file + ":1"), file + ":1");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String place = file + ":" + number;
        add(Answer.read(parse(line, place), place), place);
      }
    }
  }

  private static JsonNode parse(@Nullable String line, String place) {
    if (line == null || line.length() > MAX_LINE) {
      throw new RecordingException(
          place + (line == null ? " is missing" : " is longer than " + MAX_LINE + " characters"));
    }
    try {
      return Answer.MAPPER.readTree(line);
    } catch (JacksonException wrong) {
      throw new RecordingException(place + " is no JSON: " + wrong.getOriginalMessage(), wrong);
    }
  }

  private void readHead(JsonNode head, String place) {
    if (!head.path("format").asString("").equals(RecordingBackend.FORMAT)) {
      throw new RecordingException(
          "%s is not the head of a recording of the format %s"
              .formatted(place, RecordingBackend.FORMAT));
    }
    try {
      description = "replay of " + head.get("backend").asString();
      var features = EnumSet.noneOf(Capabilities.Feature.class);
      for (JsonNode feature : head.get("features")) {
        features.add(Capabilities.Feature.valueOf(feature.asString()));
      }
      capabilities = new Capabilities(features, head.get("contextTokens").asInt());
    } catch (RuntimeException wrong) {
      throw new RecordingException(place + " is not the head of a recording", wrong);
    }
  }

  private void add(Answer answer, String place) {
    try {
      if (answer.operation().equals("usage") && answer.result() != null) {
        usages
            .computeIfAbsent(answer.session(), _ -> new TreeMap<>())
            .put(Integer.valueOf(answer.request()), Spelling.usage(answer.result()));
      } else {
        answers.computeIfAbsent(answer.session(), _ -> new ArrayDeque<>()).add(answer);
      }
    } catch (RuntimeException wrong) {
      throw new RecordingException(place + " is no line of a recording", wrong);
    }
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public Session open(SessionOptions options) {
    return new Replayed(name(options), new SessionText());
  }

  /// Returns the recorded answer of a tool to a request.
  ///
  /// @throws RecordingException when there is none
  public JsonNode answer(String name, String operation, String request) {
    Answer answer;
    synchronized (this) {
      Deque<Answer> of = answers.getOrDefault(name, new ArrayDeque<>());
      answer =
          of.stream()
              .filter(each -> each.operation().equals(operation) && each.request().equals(request))
              .findFirst()
              .orElse(null);
      of.remove(answer);
    }
    if (answer == null || answer.result() == null) {
      throw mismatch(name, "%s %s was not recorded".formatted(operation, request));
    }
    return answer.result();
  }

  @Override
  public void close() {}

  private synchronized String name(SessionOptions options) {
    return options.label() + "#" + (opened.merge(options.label(), 1, Integer::sum) - 1);
  }

  private RecordingException mismatch(String place, String what) {
    failed.countDown();
    return new RecordingException(
        "the replay of %s differs from the recording: %s".formatted(place, what));
  }

  private final class Replayed implements Session {
    private final String name;
    private final SessionText text;
    private int usageCalls;

    Replayed(String name, SessionText text) {
      this.name = name;
      this.text = text;
    }

    /// Takes the next answer; waits to be cancelled where that is what was recorded.
    private JsonNode next(String operation, String request) throws InterruptedException {
      Answer answer = take(operation, request);
      if (answer.result() == null) {
        boolean _ = failed.await(CANCELLATION_SECONDS, TimeUnit.SECONDS);
        throw mismatch(
            name, operation + " was cancelled in the recording, and another branch fails");
      }
      return answer.result();
    }

    private Answer take(String operation, String request) {
      Answer answer;
      synchronized (ReplayBackend.this) {
        Deque<Answer> of = answers.get(name);
        answer = of == null ? null : of.poll();
      }
      if (answer == null) {
        throw mismatch(
            name, "nothing more was recorded, but it asks for %s %s".formatted(operation, request));
      }
      if (!answer.operation().equals(operation) || !answer.request().equals(request)) {
        throw mismatch(
            name,
            "recorded is %s %s, but it asks for %s %s"
                .formatted(answer.operation(), answer.request(), operation, request));
      }
      if (answer.before() != text.hash()) {
        throw mismatch(name, "the text before %s %s is another".formatted(operation, request));
      }
      return answer;
    }

    @Override
    public void beginTurn(Role role) {
      text.turn(role);
    }

    @Override
    public void endTurn() {
      text.endTurn();
    }

    @Override
    public void append(String added) {
      text.append(added);
    }

    @Override
    public Generated generate(GenerateRequest request, TextListener listener)
        throws InterruptedException {
      JsonNode result = next("generate", Spelling.request(request));
      Generated generated = spelled(() -> Spelling.generated(result));
      tell(result.path("pieces"), listener);
      text.append(generated.text());
      return generated;
    }

    @Override
    public boolean think(int maxTokens, TextListener listener) throws InterruptedException {
      JsonNode result = next("think", "max=" + maxTokens);
      tell(result.path("pieces"), listener);
      text.append("thought");
      return result.path("can").asBoolean(false);
    }

    private static void tell(JsonNode pieces, TextListener listener) {
      for (int index = 0; index + 1 < pieces.size(); index += 2) {
        listener.onText(pieces.get(index).asString(""), pieces.get(index + 1).asBoolean(false));
      }
    }

    @Override
    public List<ChoiceLogprobs> score(List<String> choices, boolean unconditional)
        throws InterruptedException {
      JsonNode result = next("score", choices + (unconditional ? " unconditional" : ""));
      List<ChoiceLogprobs> scores = spelled(() -> Spelling.logprobs(result));
      if (scores.size() != choices.size()) {
        throw mismatch(
            name,
            "%d scores were recorded for %d choices".formatted(scores.size(), choices.size()));
      }
      return scores;
    }

    private <T> T spelled(Supplier<T> read) {
      try {
        return read.get();
      } catch (RuntimeException wrong) {
        throw mismatch(name, "its answer is damaged: " + wrong.getMessage());
      }
    }

    @Override
    public int mark() {
      return text.mark();
    }

    @Override
    public void rewind(int mark) {
      text.rewind(mark);
    }

    @Override
    public Session fork(SessionOptions options) {
      return new Replayed(ReplayBackend.this.name(options), text.copy());
    }

    @Override
    public Usage usage() {
      usageCalls++;
      TreeMap<Integer, Usage> of = usages.get(name);
      var latest = of == null ? null : of.floorEntry(usageCalls);
      return latest == null ? Usage.NONE : latest.getValue();
    }

    @Override
    public String transcript() {
      JsonNode result = take("transcript", "").result();
      return result == null ? "" : result.asString("");
    }

    @Override
    public void close() {}
  }
}
