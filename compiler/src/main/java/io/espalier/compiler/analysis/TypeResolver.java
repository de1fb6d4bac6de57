package io.espalier.compiler.analysis;

import io.espalier.compiler.types.Bounds;
import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.JsonText;
import io.espalier.compiler.types.SchemaTypes;
import io.espalier.compiler.types.TypeText;
import io.espalier.compiler.types.ValueException;
import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.EnumValue;
import io.espalier.dsl.ast.Field;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.ast.Parameter;
import io.espalier.dsl.ast.Quoted;
import io.espalier.dsl.ast.TypeNode;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.dsl.syntax.Spelling;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Gives every written type its meaning, or a diagnostic and [TypeRelations#UNKNOWN].
final class TypeResolver {
  private static final List<String> BUILT_IN = List.of("string", "int", "float", "bool", "json");

  private final ModuleLoader loader;
  private final IdentityHashMap<Declaration, IrType> resolved = new IdentityHashMap<>();
  private final Set<Declaration> open = new LinkedHashSet<>();
  private final TypeSizes sizes = new TypeSizes();

  TypeResolver(ModuleLoader loader) {
    this.loader = loader;
  }

  /// The type that a declaration of a module declares.
  IrType declared(Module module, Declaration declaration) {
    IrType known = resolved.get(declaration);
    if (known != null) {
      return known;
    }
    if (!open.add(declaration)) {
      return TypeRelations.UNKNOWN;
    }
    IrType type =
        switch (declaration) {
          case Declaration.RecordDeclaration record -> record(module, record);
          case Declaration.EnumDeclaration enumeration -> enumeration(module, enumeration);
          case Declaration.UnionDeclaration(_, var text, var name, var alternatives) ->
              union(module, module.qualify(name.text()), text, alternatives);
          case Declaration.TypeAlias(_, _, _, var node) -> resolve(module, node);
          case Declaration.ImportSchema(_, var path, var alias) -> schemaFile(module, path, alias);
          case Declaration.ToolDeclaration tool -> tool(module, tool);
          case Declaration.ImportFile _,
              Declaration.FunctionDeclaration _,
              Declaration.PromptDeclaration _,
              Declaration.TestDeclaration _ ->
              throw new IllegalStateException("no type: " + declaration);
        };
    open.remove(declaration);
    resolved.put(declaration, type);
    return type;
  }

  /// The type that a node of `module` writes.
  IrType resolve(Module module, TypeNode node) {
    return switch (node) {
      case TypeNode.Named named -> named(module, named);
      case TypeNode.LiteralType(_, var value) -> new IrType.Choice(List.of(value));
      case TypeNode.UnionType(_, var alternatives) -> union(module, "", "", alternatives);
      case TypeNode.OptionalType(_, var inner) -> TypeRelations.optional(resolve(module, inner));
      case TypeNode.ArrayType array -> array(module, array);
      case TypeNode.MapType(_, var value) -> new IrType.MapOf(nested(module, value));
      case TypeNode.SchemaType(_, var text) -> schema(module, "", text.text(), text.span());
      case TypeNode.GrammarType(_, var path) ->
          loader
              .text(module, path)
              .<IrType>map(text -> new IrType.Grammar(path.text(), text))
              .orElse(TypeRelations.UNKNOWN);
    };
  }

  /// A type inside JSON, where no grammar can stand.
  private IrType nested(Module module, TypeNode node) {
    IrType type = resolve(module, node);
    if (TypeRelations.present(type) instanceof IrType.Grammar) {
      module.error(
          CheckCode.BAD_GRAMMAR,
          node.span(),
          "a grammar stands inside a JSON value",
          "generate it on its own: gen grammar(\"…\")");
      return TypeRelations.UNKNOWN;
    }
    return type;
  }

  private IrType named(Module module, TypeNode.Named node) {
    String name = node.name().text();
    if (node.module() == null && BUILT_IN.contains(name)) {
      return new TypeArguments(module).resolve(node);
    }
    Module home = module;
    if (node.module() != null) {
      Module imported = module.imports.get(node.module().text());
      if (imported == null) {
        unknownModule(module, node.module());
        return TypeRelations.UNKNOWN;
      }
      home = imported;
    }
    Declaration declaration = home.types.get(name);
    if (declaration == null) {
      unknownType(module, home, node);
      return TypeRelations.UNKNOWN;
    }
    if (!node.arguments().isEmpty()) {
      module.error(
          CheckCode.TYPE_ARGUMENT,
          node.arguments().getFirst().span(),
          "'" + name + "' takes no arguments",
          "only string, int and float do");
    }
    if (open.contains(declaration)) {
      module.error(
          CheckCode.RECURSIVE_TYPE,
          node.span(),
          "'" + name + "' contains itself, so its values would have no bound",
          "write the levels out, or use a list of parts");
    }
    return declared(home, declaration);
  }

  static void unknownModule(Module module, Name alias) {
    module.error(
        CheckCode.UNKNOWN_MODULE,
        alias.span(),
        "nothing is imported as '" + alias.text() + "'",
        hint(alias.text(), List.copyOf(module.imports.keySet())));
  }

  private static void unknownType(Module module, Module home, TypeNode.Named node) {
    List<String> names = new ArrayList<>(home == module ? BUILT_IN : List.of());
    names.addAll(home.types.keySet());
    String hint = hint(node.name().text(), names);
    if (home.callables.containsKey(node.name().text())) {
      hint = "'" + node.name().text() + "' is a prompt or function; only tools are types too";
    }
    module.error(
        CheckCode.UNKNOWN_TYPE,
        node.name().span(),
        "there is no type '" + node.name().text() + "'",
        hint);
  }

  /// "did you mean …", or nothing.
  static String hint(String word, List<String> candidates) {
    return Spelling.closest(word, candidates)
        .map(found -> "did you mean '" + found + "'?")
        .orElse("");
  }

  private IrType record(Module module, Declaration.RecordDeclaration record) {
    Map<String, IrType.Field> fields = new LinkedHashMap<>();
    for (Field field : record.fields()) {
      String name = field.name().text();
      IrType type = nested(module, field.type());
      if (fields.putIfAbsent(name, new IrType.Field(name, type, field.documentation())) != null) {
        module.error(
            CheckCode.DUPLICATE,
            field.name().span(),
            "the field '" + name + "' is declared twice",
            "");
      }
    }
    var type =
        new IrType.RecordType(
            module.qualify(record.name().text()),
            record.documentation(),
            List.copyOf(fields.values()));
    return sized(module, type, record.name().span());
  }

  private IrType tool(Module module, Declaration.ToolDeclaration tool) {
    List<IrType.Field> fields = new ArrayList<>();
    for (Parameter parameter : tool.parameters()) {
      IrType type = nested(module, parameter.type());
      fields.add(new IrType.Field(parameter.name().text(), type, parameter.documentation()));
    }
    return new IrType.RecordType(module.qualify(tool.name().text()), tool.documentation(), fields);
  }

  private static IrType enumeration(Module module, Declaration.EnumDeclaration enumeration) {
    Set<String> values = new LinkedHashSet<>();
    for (EnumValue value : enumeration.values()) {
      if (!values.add(value.name().text())) {
        module.error(
            CheckCode.DUPLICATE,
            value.name().span(),
            "the value '" + value.name().text() + "' is declared twice",
            "");
      }
    }
    if (values.isEmpty()) {
      module.error(
          CheckCode.IMPOSSIBLE_TYPE,
          enumeration.name().span(),
          "the enum '" + enumeration.name().text() + "' has no values");
      return TypeRelations.UNKNOWN;
    }
    return new IrType.Enumeration(
        module.qualify(enumeration.name().text()),
        enumeration.documentation(),
        List.copyOf(values));
  }

  private IrType union(
      Module module, String name, String description, List<TypeNode> alternatives) {
    Set<String> texts = new LinkedHashSet<>();
    Map<String, IrType.RecordType> records = new LinkedHashMap<>();
    for (TypeNode node : alternatives) {
      IrType type = resolve(module, node);
      if (type.equals(TypeRelations.UNKNOWN)) {
        return type;
      }
      switch (type) {
        case IrType.Choice(var values) -> addTexts(module, node, values, texts);
        case IrType.RecordType record -> addRecord(module, node, record, records);
        case IrType.UnionType union ->
            union.alternatives().forEach(record -> addRecord(module, node, record, records));
        default -> {
          module.error(
              CheckCode.BAD_UNION,
              node.span(),
              "'" + TypeText.of(type) + "' cannot be an alternative",
              "texts, or records, tools and unions of them",
              type instanceof IrType.OptionalOf
                  ? "make the whole optional: (A | B)?"
                  : "put it into a record with one field");
          return TypeRelations.UNKNOWN;
        }
      }
    }
    if (!texts.isEmpty() && !records.isEmpty()) {
      module.error(
          CheckCode.BAD_UNION,
          alternatives.getFirst().span().to(alternatives.getLast().span()),
          "texts and records stand side by side",
          "all texts, or all records",
          "make a record for each text, such as record Stop { }");
      return TypeRelations.UNKNOWN;
    }
    IrType type =
        texts.isEmpty()
            ? new IrType.UnionType(name, description, List.copyOf(records.values()))
            : new IrType.Choice(List.copyOf(texts));
    return sized(module, type, alternatives.getFirst().span());
  }

  private static void addTexts(
      Module module, TypeNode node, List<String> values, Set<String> texts) {
    for (String value : values) {
      if (!texts.add(value)) {
        module.error(
            CheckCode.DUPLICATE, node.span(), "the text \"" + value + "\" is given twice", "");
      }
    }
  }

  private static void addRecord(
      Module module,
      TypeNode node,
      IrType.RecordType record,
      Map<String, IrType.RecordType> records) {
    if (record.field("type").isPresent()) {
      module.error(
          CheckCode.BAD_UNION,
          node.span(),
          "'" + record.tag() + "' has a field 'type', which tells alternatives apart",
          "rename the field, for example to 'kind'");
    }
    if (records.putIfAbsent(record.tag(), record) != null) {
      module.error(
          CheckCode.BAD_UNION,
          node.span(),
          "two alternatives are called '" + record.tag() + "'",
          "rename one of them");
    }
  }

  private IrType array(Module module, TypeNode.ArrayType array) {
    IrType item = nested(module, array.element());
    if (item instanceof IrType.None) {
      return TypeRelations.UNKNOWN;
    }
    if (array.bounds() == null) {
      return sized(module, IrType.ListOf.of(item), array.span());
    }
    long least = array.bounds().least();
    long most = array.bounds().most();
    if (least < 0 || least > most) {
      module.error(
          CheckCode.IMPOSSIBLE_TYPE,
          array.bounds().span(),
          "no list has %d to %d items".formatted(least, most),
          least > most ? "write [" + Math.max(most, 0) + ".." + least + "]" : "start at 0");
      return TypeRelations.UNKNOWN;
    }
    if (most > Bounds.ITERATIONS) {
      module.error(
          CheckCode.IMPOSSIBLE_TYPE,
          array.bounds().span(),
          "a list of up to " + most + " items is more than the most, " + Bounds.ITERATIONS);
      return TypeRelations.UNKNOWN;
    }
    return sized(module, new IrType.ListOf(item, (int) least, (int) most), array.span());
  }

  /// The type, unless it has too many parts.
  private IrType sized(Module module, IrType type, Span span) {
    if (sizes.nodes(type) <= Bounds.TYPE_NODES) {
      return type;
    }
    module.error(
        CheckCode.TYPE_TOO_LARGE,
        span,
        "the type has more than " + Bounds.TYPE_NODES + " parts, counted with every repetition",
        "generate it in several steps");
    return TypeRelations.UNKNOWN;
  }

  private IrType schemaFile(Module module, Quoted path, Name alias) {
    return loader
        .text(module, path)
        .map(text -> schema(module, module.qualify(alias.text()), text, path.span()))
        .orElse(TypeRelations.UNKNOWN);
  }

  private static IrType schema(Module module, String name, String text, Span span) {
    try {
      var schema = JsonText.read(text);
      if (!schema.isObject() && !schema.isBoolean()) {
        throw new ValueException("", "a JSON Schema is an object");
      }
      String written = schema.toString();
      String label = name.isEmpty() ? "Schema" : name;
      IrType type =
          SchemaTypes.read(label, schema)
              .filter(_ -> !name.isEmpty())
              .orElseGet(() -> new IrType.Schema(label, written));
      return ConstraintChecks.check(module, type, span) ? type : TypeRelations.UNKNOWN;
    } catch (ValueException e) {
      module.error(CheckCode.BAD_SCHEMA, span, "no JSON Schema: " + e.getMessage());
      return TypeRelations.UNKNOWN;
    }
  }
}
