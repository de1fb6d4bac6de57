package io.espalier.constrained;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// What a constraint is written as.
public sealed interface ConstraintSource {
  /// The texts a regex matches; whole or search by dialect.
  record Regex(String pattern, RegexDialect dialect) implements ConstraintSource {
    /// Checks that nothing is missing.
    public Regex {
      Objects.requireNonNull(pattern, "pattern is null");
      Objects.requireNonNull(dialect, "dialect is null");
    }
  }

  /// Exactly the given texts.
  record Choice(List<String> texts) implements ConstraintSource {
    /// Checks that there is at least one text.
    public Choice {
      texts = List.copyOf(texts);
      if (texts.isEmpty()) {
        throw new IllegalArgumentException("a choice needs at least one text");
      }
    }
  }

  /// Any text of at most `maxBytes` bytes that holds none of `excluded`.
  record FreeText(int maxBytes, List<String> excluded) implements ConstraintSource {
    /// Checks the bound and that no excluded text is empty.
    public FreeText {
      excluded = List.copyOf(excluded);
      if (maxBytes < 0) {
        throw new IllegalArgumentException("maxBytes must not be negative: " + maxBytes);
      }
      if (excluded.contains("")) {
        throw new IllegalArgumentException("an excluded text must not be empty");
      }
    }
  }

  /// The JSON texts of the values that satisfy a schema (drafts 4 to 2020-12).
  ///
  /// @param documents further schemas by URI, for references
  record JsonSchema(JsonNode schema, JsonOptions options, Map<String, JsonNode> documents)
      implements ConstraintSource {
    /// Checks that nothing is missing.
    public JsonSchema {
      Objects.requireNonNull(schema, "schema is null");
      Objects.requireNonNull(options, "options are null");
      documents = Map.copyOf(documents);
    }

    /// Without further documents.
    public JsonSchema(JsonNode schema, JsonOptions options) {
      this(schema, options, Map.of());
    }
  }

  /// The raw texts of a named format: `date`, `email`, `uuid`, …
  record Format(String name) implements ConstraintSource {
    /// Checks that the name is there.
    public Format {
      Objects.requireNonNull(name, "name is null");
    }
  }

  /// The texts of a grammar of rules `name ::= …`, from rule `start` on: llama.cpp's GBNF, and
  /// XGrammar's EBNF without its macros other than `Regex("…")`.
  record Ebnf(String grammar, String start) implements ConstraintSource {
    /// Checks that nothing is missing.
    public Ebnf {
      Objects.requireNonNull(grammar, "grammar is null");
      Objects.requireNonNull(start, "start is null");
    }

    /// From rule `root` on.
    public Ebnf(String grammar) {
      this(grammar, "root");
    }
  }
}
