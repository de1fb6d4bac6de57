package io.espalier.dsl.ast;

import io.espalier.dsl.diagnostic.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands at the top level of a file. `documentation` is the text of the `///` lines above,
/// line feeds between lines, empty if there are none.
public sealed interface Declaration extends Node {

  /// `import "dimensions.sgl" as dims`.
  record ImportFile(Span span, Quoted path, Name alias) implements Declaration {}

  /// `import schema "city.schema.json" as City`.
  record ImportSchema(Span span, Quoted path, Name alias) implements Declaration {}

  /// `record Leaf { plan: string score: int(1..5) }`.
  record RecordDeclaration(Span span, String documentation, Name name, List<Field> fields)
      implements Declaration {
    public RecordDeclaration {
      fields = List.copyOf(fields);
    }
  }

  /// `enum Grade { A, B, C }`.
  record EnumDeclaration(Span span, String documentation, Name name, List<EnumValue> values)
      implements Declaration {
    public EnumDeclaration {
      values = List.copyOf(values);
    }
  }

  /// `union Shape = Circle | Square`: at least one alternative.
  record UnionDeclaration(Span span, String documentation, Name name, List<TypeNode> alternatives)
      implements Declaration {
    public UnionDeclaration {
      alternatives = List.copyOf(alternatives);
    }
  }

  /// `type Latitude = float(-90.0..90.0)`.
  record TypeAlias(Span span, String documentation, Name name, TypeNode type)
      implements Declaration {}

  /// `fn all() -> Dimension[] = […]`: a pure expression.
  record FunctionDeclaration(
      Span span,
      String documentation,
      Name name,
      List<Parameter> parameters,
      TypeNode result,
      Expression body)
      implements Declaration {
    public FunctionDeclaration {
      parameters = List.copyOf(parameters);
    }
  }

  /// `prompt judge(article: string) -> Report? { … }`; `result` is null if it returns nothing.
  record PromptDeclaration(
      Span span,
      String documentation,
      Name name,
      List<Parameter> parameters,
      @Nullable TypeNode result,
      Statement.Block body)
      implements Declaration {
    public PromptDeclaration {
      parameters = List.copyOf(parameters);
    }
  }

  /// `tool search(entity: string) -> string`: a function of the host.
  record ToolDeclaration(
      Span span, String documentation, Name name, List<Parameter> parameters, TypeNode result)
      implements Declaration {
    public ToolDeclaration {
      parameters = List.copyOf(parameters);
    }
  }

  /// `test "knows Berlin" { … }`.
  record TestDeclaration(Span span, String documentation, Quoted title, Statement.Block body)
      implements Declaration {}
}
