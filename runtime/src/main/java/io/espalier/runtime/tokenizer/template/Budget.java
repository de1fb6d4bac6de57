package io.espalier.runtime.tokenizer.template;

/// Counts what one rendering takes and ends it at the limits. Confined to one rendering.
final class Budget {
  /// Longest list or range.
  static final int MAX_ITEMS = 100_000;

  /// Steps between looks at the clock, less one.
  private static final int CLOCK_MASK = 63;

  private final TemplateLimits limits;
  private final long start = System.nanoTime();
  private long steps;
  private long characters;
  private int calls;
  private int line;

  Budget(TemplateLimits limits) {
    this.limits = limits;
  }

  void at(int line) {
    this.line = line;
  }

  int line() {
    return line;
  }

  void step() {
    if (++steps > limits.steps()) {
      throw new TemplateException.LimitExceeded("steps", limits.steps());
    }
    if ((steps & CLOCK_MASK) == 0 && System.nanoTime() - start > limits.time().toNanos()) {
      throw new TemplateException.LimitExceeded("milliseconds", limits.time().toMillis());
    }
  }

  /// Announces that a text of `count` characters is about to be made.
  void characters(long count) {
    characters += count;
    if (count < 0 || characters > limits.characters()) {
      throw new TemplateException.LimitExceeded("characters", limits.characters());
    }
  }

  /// Announces a list of `count` items.
  void items(long count) {
    if (count > MAX_ITEMS) {
      throw new TemplateException.LimitExceeded("items in a list", MAX_ITEMS);
    }
    steps += Math.max(0, count);
    step();
  }

  void enterCall() {
    if (++calls > limits.callDepth()) {
      throw new TemplateException.LimitExceeded("calls inside calls", limits.callDepth());
    }
  }

  void leaveCall() {
    calls--;
  }

  TemplateException.Evaluation error(String problem) {
    return new TemplateException.Evaluation(line, problem);
  }
}
