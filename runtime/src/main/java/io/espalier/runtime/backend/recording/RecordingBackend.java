package io.espalier.runtime.backend.recording;

import io.espalier.dsl.Role;
import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.Capabilities;
import io.espalier.runtime.backend.ChoiceLogprobs;
import io.espalier.runtime.backend.GenerateRequest;
import io.espalier.runtime.backend.Generated;
import io.espalier.runtime.backend.Ledger;
import io.espalier.runtime.backend.Session;
import io.espalier.runtime.backend.SessionOptions;
import io.espalier.runtime.backend.TextListener;
import io.espalier.runtime.backend.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A backend that writes down what another one answers.
///
/// Thread-safe. Closing it closes the file and the other backend.
public final class RecordingBackend implements Backend {
  static final String FORMAT = "espalier-recording-1";

  private final Backend backend;
  private final Writer out;
  private final Map<String, Integer> opened = new HashMap<>();

  /// Starts a recording.
  ///
  /// @throws IOException when the file cannot be written
  public RecordingBackend(Backend backend, Path file) throws IOException {
    this.backend = backend;
    out = Files.newBufferedWriter(file);
    ObjectNode head = JsonNodeFactory.instance.objectNode();
    head.put("format", FORMAT);
    head.put("backend", backend.description());
    head.put("contextTokens", backend.capabilities().contextTokens());
    ArrayNode features = head.putArray("features");
    backend.capabilities().features().stream()
        .sorted()
        .forEach(feature -> features.add(feature.name()));
    write(head.toString());
  }

  @Override
  public String description() {
    return backend.description();
  }

  @Override
  public Capabilities capabilities() {
    return backend.capabilities();
  }

  @Override
  public OptionalLong capacityTokens() {
    return backend.capacityTokens();
  }

  @Override
  public Optional<Ledger> ledger() {
    return backend.ledger();
  }

  @Override
  public Session open(SessionOptions options) {
    return new Recorded(backend.open(options), name(options), new SessionText());
  }

  /// Writes down the answer of something else than the model: a tool.
  public void record(String name, String operation, String request, JsonNode result) {
    write(new Answer(name, operation, request, 0, result));
  }

  @Override
  public void close() {
    try (out) {
      backend.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private synchronized String name(SessionOptions options) {
    return options.label() + "#" + (opened.merge(options.label(), 1, Integer::sum) - 1);
  }

  private void write(Answer answer) {
    try {
      write(answer.line());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private synchronized void write(String line) throws IOException {
    out.write(line);
    out.write('\n');
    out.flush();
  }

  private final class Recorded implements Session {
    private final Session session;
    private final String name;
    private final SessionText text;
    private final List<Integer> marks = new ArrayList<>();
    private @Nullable Usage reported;
    private int usageCalls;

    Recorded(Session session, String name, SessionText text) {
      this.session = session;
      this.name = name;
      this.text = text;
    }

    @Override
    public void beginTurn(Role role) {
      session.beginTurn(role);
      text.turn(role);
    }

    @Override
    public void endTurn() {
      session.endTurn();
      text.endTurn();
    }

    @Override
    public void append(String added) {
      session.append(added);
      text.append(added);
    }

    @Override
    public Generated generate(GenerateRequest request, TextListener listener)
        throws InterruptedException {
      long before = text.hash();
      ArrayNode pieces = JsonNodeFactory.instance.arrayNode();
      Generated generated;
      try {
        generated =
            session.generate(
                request,
                (piece, forced) -> {
                  pieces.add(piece).add(forced);
                  listener.onText(piece, forced);
                });
      } catch (InterruptedException cancelled) {
        write(new Answer(name, "generate", Spelling.request(request), before, null));
        throw cancelled;
      }
      write(
          new Answer(
              name,
              "generate",
              Spelling.request(request),
              before,
              Spelling.generated(generated, pieces)));
      text.append(generated.text());
      return generated;
    }

    @Override
    public boolean think(int maxTokens, TextListener listener) throws InterruptedException {
      long before = text.hash();
      ArrayNode pieces = JsonNodeFactory.instance.arrayNode();
      boolean can;
      try {
        can =
            session.think(
                maxTokens,
                (piece, forced) -> {
                  pieces.add(piece).add(forced);
                  listener.onText(piece, forced);
                });
      } catch (InterruptedException cancelled) {
        write(new Answer(name, "think", "max=" + maxTokens, before, null));
        throw cancelled;
      }
      ObjectNode result = JsonNodeFactory.instance.objectNode();
      result.put("can", can).set("pieces", pieces);
      write(new Answer(name, "think", "max=" + maxTokens, before, result));
      text.append("thought");
      return can;
    }

    @Override
    public List<ChoiceLogprobs> score(List<String> choices, boolean unconditional)
        throws InterruptedException {
      String request = choices + (unconditional ? " unconditional" : "");
      List<ChoiceLogprobs> scores;
      try {
        scores = session.score(choices, unconditional);
      } catch (InterruptedException cancelled) {
        write(new Answer(name, "score", request, text.hash(), null));
        throw cancelled;
      }
      write(new Answer(name, "score", request, text.hash(), Spelling.logprobs(scores)));
      return scores;
    }

    @Override
    public int mark() {
      int mark = text.mark();
      while (marks.size() <= mark) {
        marks.add(-1);
      }
      marks.set(mark, session.mark());
      return mark;
    }

    @Override
    public void rewind(int mark) {
      session.rewind(marks.get(mark));
      text.rewind(mark);
    }

    @Override
    public Session fork(SessionOptions options) {
      return new Recorded(session.fork(options), name(options), text.copy());
    }

    @Override
    public Usage usage() {
      Usage usage = session.usage();
      usageCalls++;
      if (!usage.equals(reported)) {
        reported = usage;
        write(new Answer(name, "usage", "" + usageCalls, 0, Spelling.usage(usage)));
      }
      return usage;
    }

    @Override
    public String transcript() {
      String transcript = session.transcript();
      write(
          new Answer(
              name,
              "transcript",
              "",
              text.hash(),
              JsonNodeFactory.instance.stringNode(transcript)));
      return transcript;
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
