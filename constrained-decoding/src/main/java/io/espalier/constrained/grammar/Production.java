package io.espalier.constrained.grammar;

import io.espalier.constrained.ConstraintSource;
import io.espalier.constrained.RegexDialect;
import java.util.List;

/// What a rule may be made of: the one form every front end is read into. Immutable; says nothing
/// about automata.
public sealed interface Production {
  /// Exactly this text, or any spelling of it in upper and lower case.
  record Text(String text, boolean ignoreCase) implements Production {
    /// Exactly `text`.
    public Text(String text) {
      this(text, false);
    }
  }

  /// The texts a regex matches; `flags` as in `/…/flags`, `place` where it stands.
  record Pattern(String pattern, RegexDialect dialect, String flags, String place)
      implements Production {}

  /// One control token by its name in the vocabulary, `<|eot_id|>`.
  record ControlToken(String name) implements Production {}

  /// One control token whose id is in `low..high`.
  record ControlId(int low, int high) implements Production {}

  /// The texts of another kind of constraint.
  record Value(ConstraintSource source) implements Production {}

  /// Some of the chunks, one after the other without a gap; or none.
  record Substring(List<String> chunks) implements Production {
    /// Copies the chunks.
    public Substring {
      chunks = List.copyOf(chunks);
    }
  }

  /// Any text that holds none of `excluded`.
  record AnyText(List<String> excluded) implements Production {
    /// Copies the texts.
    public AnyText {
      excluded = List.copyOf(excluded);
    }
  }

  /// Another rule, by name; `place` is where it is mentioned.
  record Rule(String name, String place) implements Production {}

  /// One part after the other.
  record Sequence(List<Production> parts) implements Production {
    /// Copies the parts.
    public Sequence {
      parts = List.copyOf(parts);
    }

    /// One part after the other.
    public Sequence(Production... parts) {
      this(List.of(parts));
    }
  }

  /// Any of the parts.
  record Choice(List<Production> parts) implements Production {
    /// Copies the parts.
    public Choice {
      parts = List.copyOf(parts);
    }
  }

  /// The body `min` to `max` times; max -1 = without bound.
  record Repeat(Production body, int min, int max) implements Production {}

  /// The texts that every part has; parts without recursion only.
  record Both(List<Production> parts) implements Production {
    /// Copies the parts.
    public Both {
      parts = List.copyOf(parts);
    }
  }

  /// The texts that `body`, without recursion, does not have.
  record Except(Production body) implements Production {}

  /// The texts of `body`, without recursion, that do not begin with a shorter one of its texts:
  /// what reading stops at as soon as it can.
  ///
  /// @param wins whether, once such a text is complete, nothing else counts that could have been
  ///   read from the same place on
  record Shortest(Production body, boolean wins) implements Production {
    /// One among others.
    public Shortest(Production body) {
      this(body, false);
    }
  }

  /// The empty text.
  Production NOTHING = new Sequence(List.of());
}
