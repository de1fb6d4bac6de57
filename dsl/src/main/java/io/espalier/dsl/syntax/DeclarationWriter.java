package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.EnumValue;
import io.espalier.dsl.ast.Field;
import io.espalier.dsl.ast.Parameter;
import io.espalier.dsl.ast.TypeNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Declarations back to text.
final class DeclarationWriter {
  private final FormatWriter format;

  DeclarationWriter(FormatWriter format) {
    this.format = format;
  }

  Layout of(Declaration declaration) {
    return switch (declaration) {
      case Declaration.ImportFile file ->
          Layout.text(
              "import " + StringWriter.constant(file.path()) + " as " + file.alias().text());
      case Declaration.ImportSchema schema ->
          Layout.text(
              "import schema "
                  + StringWriter.constant(schema.path())
                  + " as "
                  + schema.alias().text());
      case Declaration.RecordDeclaration record ->
          documented(
              record.documentation(),
              Layout.concat(Layout.text("record " + record.name().text() + " "), fields(record)));
      case Declaration.EnumDeclaration choice ->
          documented(
              choice.documentation(),
              Layout.concat(Layout.text("enum " + choice.name().text() + " "), values(choice)));
      case Declaration.UnionDeclaration union ->
          documented(
              union.documentation(),
              Layout.concat(
                  Layout.text("union " + union.name().text() + " = "),
                  format.types().alternatives(union.alternatives())));
      case Declaration.TypeAlias alias ->
          documented(
              alias.documentation(),
              Layout.concat(
                  Layout.text("type " + alias.name().text() + " = "),
                  new Layout.Indent(format.types().of(alias.type()))));
      case Declaration.FunctionDeclaration function ->
          documented(
              function.documentation(),
              Layout.concat(
                  Layout.text("fn " + function.name().text()),
                  parameters(function.parameters()),
                  result(function.result()),
                  Layout.text(" = "),
                  format.expressions().of(function.body())));
      case Declaration.PromptDeclaration prompt ->
          documented(
              prompt.documentation(),
              Layout.concat(
                  Layout.text("prompt " + prompt.name().text()),
                  parameters(prompt.parameters()),
                  result(prompt.result()),
                  Layout.text(" "),
                  format.statements().block(prompt.body())));
      case Declaration.ToolDeclaration tool ->
          documented(
              tool.documentation(),
              Layout.concat(
                  Layout.text("tool " + tool.name().text()),
                  parameters(tool.parameters()),
                  result(tool.result())));
      case Declaration.TestDeclaration test ->
          documented(
              test.documentation(),
              Layout.concat(
                  Layout.text("test " + StringWriter.constant(test.title()) + " "),
                  format.statements().block(test.body())));
    };
  }

  private static Layout documented(String documentation, Layout declaration) {
    if (documentation.isEmpty()) {
      return declaration;
    }
    var parts = new ArrayList<Layout>();
    for (String line : documentation.split("\n", -1)) {
      parts.add(new Layout.Note(line.isEmpty() ? "///" : "/// " + line));
      parts.add(new Layout.Hard());
    }
    parts.add(declaration);
    return new Layout.Concat(parts);
  }

  private Layout result(@Nullable TypeNode type) {
    return type == null
        ? Layout.nothing()
        : Layout.concat(Layout.text(" -> "), format.types().of(type));
  }

  private Layout fields(Declaration.RecordDeclaration record) {
    int end = record.span().end();
    if (record.fields().isEmpty() && !format.comments().hasBefore(end)) {
      return Layout.text("{}");
    }
    if (format.comments().hasBefore(end)) {
      return braces(format.statements().sequence(record.fields(), end, this::field));
    }
    return Layout.enclosed("{", record.fields().stream().map(this::field).toList(), "  ", " ", "}");
  }

  private Layout field(Field field) {
    return documented(
        field.documentation(),
        Layout.concat(Layout.text(field.name().text() + ": "), format.types().of(field.type())));
  }

  private Layout values(Declaration.EnumDeclaration choice) {
    return list("{", choice.values().stream().map(DeclarationWriter::value).toList(), " ", "}");
  }

  private static Layout value(EnumValue value) {
    return documented(value.documentation(), Layout.text(value.name().text()));
  }

  private Layout parameters(List<Parameter> parameters) {
    return list("(", parameters.stream().map(this::parameter).toList(), "", ")");
  }

  private Layout parameter(Parameter parameter) {
    Layout value =
        parameter.defaultValue() == null
            ? Layout.nothing()
            : Layout.concat(Layout.text(" = "), format.expressions().of(parameter.defaultValue()));
    return documented(
        parameter.documentation(),
        Layout.concat(
            Layout.text(parameter.name().text() + ": "),
            format.types().of(parameter.type()),
            value));
  }

  private static Layout list(String open, List<Layout> items, String pad, String close) {
    return Layout.enclosed(open, items, ", ", pad, close);
  }

  private static Layout braces(Layout inner) {
    return Layout.concat(
        Layout.text("{"),
        new Layout.Indent(Layout.concat(new Layout.Hard(), inner)),
        new Layout.Hard(),
        Layout.text("}"));
  }
}
