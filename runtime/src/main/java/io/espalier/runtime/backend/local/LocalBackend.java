package io.espalier.runtime.backend.local;

import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.Matcher;
import io.espalier.constrained.Vocabulary;
import io.espalier.runtime.backend.Backend;
import io.espalier.runtime.backend.Capabilities;
import io.espalier.runtime.backend.Capabilities.Feature;
import io.espalier.runtime.backend.Session;
import io.espalier.runtime.backend.SessionOptions;
import io.espalier.runtime.model.Model;
import io.espalier.runtime.model.ModelDescription;
import io.espalier.runtime.scheduler.Scheduler;
import io.espalier.runtime.scheduler.SchedulerOptions;
import io.espalier.runtime.scheduler.SchedulerStatistics;
import io.espalier.runtime.scheduler.Sequence;
import io.espalier.runtime.scheduler.SequenceOptions;
import io.espalier.runtime.tokenizer.Tokenizer;
import io.espalier.runtime.tokenizer.template.ChatTemplate;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;

/// The engine's own scheduler, model and tokenizer as a backend. Thread-safe.
public final class LocalBackend implements Backend {
  private final Scheduler scheduler;
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final ConstraintCache constraints;
  private final ModelDescription model;
  private final String device;
  private final AutoCloseable kernels;

  /// Starts a scheduler on a model.
  ///
  /// @param device where it runs and why, for people
  /// @param kernels closed with the backend, after the scheduler has closed the model
  public LocalBackend(
      Model model,
      Tokenizer tokenizer,
      ChatTemplate template,
      SchedulerOptions options,
      String device,
      AutoCloseable kernels) {
    this.device = device;
    this.kernels = kernels;
    Vocabulary vocabulary = tokenizer.toVocabulary();
    this.model = model.description();
    this.tokenizer = tokenizer;
    this.template = template;
    this.constraints = new ConstraintCache(vocabulary);
    this.scheduler = new Scheduler(model, vocabulary, options);
  }

  @Override
  public String description() {
    return "%s (%s, %s)".formatted(model.name(), model.architecture(), model.format());
  }

  @Override
  public Capabilities capabilities() {
    var missing = EnumSet.noneOf(Feature.class);
    return Capabilities.allBut(model.contextLength(), missing);
  }

  @Override
  public OptionalLong capacityTokens() {
    return OptionalLong.of(scheduler.capacityTokens());
  }

  @Override
  public Session open(SessionOptions options) {
    return new LocalSession(this, scheduler.open(sequenceOptions(options)));
  }

  /// Opens an empty token sequence, for callers that think in tokens: HTTP dialects with
  /// log-probabilities and token ids.
  public Sequence openSequence(SequenceOptions options) {
    return scheduler.open(options);
  }

  /// Returns a matcher at the start of a constraint, compiled on the caller's thread.
  ///
  /// @throws io.espalier.constrained.ConstraintException when the source is wrong or too large
  public Matcher matcher(ConstraintSource source) {
    return constraints.matcher(source);
  }

  /// Checks that every page is where it is counted. For tests and soak runs.
  ///
  /// @throws IllegalStateException naming the first invariant that does not hold
  public void checkInvariants() {
    scheduler.checkInvariants();
  }

  static SequenceOptions sequenceOptions(SessionOptions options) {
    return SequenceOptions.DEFAULT
        .withLabel(options.label())
        .withNamespace(options.namespace())
        .withPriority(options.priority());
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /// Returns the model's tokenizer.
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /// Returns the model's chat template.
  public ChatTemplate template() {
    return template;
  }

  ConstraintCache constraints() {
    return constraints;
  }

  /// Returns what the model is.
  public ModelDescription model() {
    return model;
  }

  /// Returns a snapshot of the scheduler's counters.
  public SchedulerStatistics statistics() {
    return scheduler.statistics();
  }

  /// Returns what compiling constraints has cost.
  public ConstraintStatistics constraintStatistics() {
    return constraints.statistics();
  }

  /// Returns what is to be said about the folder of cached pages, such as why it starts empty.
  public Optional<String> cacheNote() {
    return scheduler.cacheNote();
  }

  /// Returns where the model runs and why there.
  public String device() {
    return device;
  }

  @Override
  public void close() {
    scheduler.close();
    try {
      kernels.close();
    } catch (Exception e) {
      throw new IllegalStateException("the kernels did not close", e);
    }
  }
}
