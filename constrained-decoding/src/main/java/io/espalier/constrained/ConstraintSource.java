package io.espalier.constrained;

import java.util.ArrayList;
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
  /// XGrammar's EBNF with `Regex`, `Substring` and `TagDispatch`.
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

  /// The texts of a Lark grammar, from rule `start` on.
  ///
  /// @param options how values of `%json {…}` are written
  record Lark(String grammar, JsonOptions options) implements ConstraintSource {
    /// Checks that nothing is missing.
    public Lark {
      Objects.requireNonNull(grammar, "grammar is null");
      Objects.requireNonNull(options, "options are null");
    }

    /// With JSON as it is generated.
    public Lark(String grammar) {
      this(grammar, JsonOptions.GENERATION);
    }
  }

  /// Free text and tags with constrained content, in XGrammar's JSON form:
  /// `{"type":"structural_tag","format":{…}}`.
  ///
  /// @param options how JSON values inside tags are written
  /// @param controlTokens texts that, where the tag's fixed texts hold them, may also come as the
  ///   vocabulary's control token of that name
  record StructuralTag(JsonNode tag, JsonOptions options, List<String> controlTokens)
      implements ConstraintSource {
    /// Checks that nothing is missing.
    public StructuralTag {
      Objects.requireNonNull(tag, "tag is null");
      Objects.requireNonNull(options, "options are null");
      controlTokens = List.copyOf(controlTokens);
      if (controlTokens.contains("")) {
        throw new IllegalArgumentException("a control token needs a name");
      }
    }

    /// With JSON as it is generated and plain text only.
    public StructuralTag(JsonNode tag) {
      this(tag, JsonOptions.GENERATION, List.of());
    }
  }

  /// Some neighbouring chunks of a text in their order, or none: quotations.
  record Substring(List<String> chunks) implements ConstraintSource {
    /// Copies the chunks.
    public Substring {
      chunks = List.copyOf(chunks);
    }

    /// Any run of characters of `text`.
    public static Substring ofCharacters(String text) {
      return new Substring(text.codePoints().mapToObj(Character::toString).toList());
    }

    /// Any run of words of `text`, each with the blanks after it.
    public static Substring ofWords(String text) {
      List<String> chunks = new ArrayList<>();
      int start = 0;
      for (int i = 1; i <= text.length(); i++) {
        if (i == text.length()
            || (Character.isWhitespace(text.charAt(i - 1))
                && !Character.isWhitespace(text.charAt(i)))) {
          chunks.add(text.substring(start, i));
          start = i;
        }
      }
      return new Substring(chunks);
    }
  }

  /// A text of each part, one after the other.
  record Sequence(List<ConstraintSource> parts) implements ConstraintSource {
    /// Copies the parts.
    public Sequence {
      parts = List.copyOf(parts);
    }
  }

  /// A text of any part.
  record Either(List<ConstraintSource> parts) implements ConstraintSource {
    /// Checks that there is at least one part.
    public Either {
      parts = List.copyOf(parts);
      if (parts.isEmpty()) {
        throw new IllegalArgumentException("either needs at least one part");
      }
    }
  }

  /// One control token of the vocabulary, by name: `<|eot_id|>`.
  record ControlToken(String name) implements ConstraintSource {
    /// Checks that the name is there.
    public ControlToken {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a control token needs a name");
      }
    }
  }
}
