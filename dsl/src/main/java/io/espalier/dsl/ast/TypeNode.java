package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A type as written. Parentheses leave no trace.
public sealed interface TypeNode extends Node {

  /// `string(max: 40)`, `int(1..5)`, `bool`, `json`, `Report`, `dims.Dimension`; also a tool's
  /// name. The reader does not resolve names: `strin` is a `Named` too.
  record Named(Span span, @Nullable Name module, Name name, List<TypeArgument> arguments)
      implements TypeNode {
    public Named {
      arguments = List.copyOf(arguments);
    }
  }

  /// `"yes"`: exactly this string.
  record LiteralType(Span span, String value) implements TypeNode {}

  /// `A | B | "c"`, at least two alternatives, none of them a union written without parentheses.
  record UnionType(Span span, List<TypeNode> alternatives) implements TypeNode {
    public UnionType {
      alternatives = List.copyOf(alternatives);
      if (alternatives.size() < 2) {
        throw new IllegalArgumentException(
            "a union needs two alternatives, got " + alternatives.size());
      }
    }
  }

  /// `T?`: a value or nothing.
  record OptionalType(Span span, TypeNode inner) implements TypeNode {}

  /// `T[]` (bounds null: the default bound), `T[1..8]`, `T[3]` (exactly three).
  record ArrayType(Span span, TypeNode element, @Nullable Bounds bounds) implements TypeNode {}

  /// The least and greatest number of elements, both included, as written: `5..1` is not refused
  /// here.
  record Bounds(Span span, long least, long most) implements Node {}

  /// `map<T>`: an object with free keys.
  record MapType(Span span, TypeNode value) implements TypeNode {}

  /// `schema "…"`: the text of a JSON Schema.
  record SchemaType(Span span, Quoted text) implements TypeNode {}

  /// `grammar("file.ebnf")`: the path of a grammar file, relative to this file.
  record GrammarType(Span span, Quoted path) implements TypeNode {}
}
