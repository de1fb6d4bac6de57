package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Field;
import io.espalier.dsl.ast.Node;
import io.espalier.dsl.ast.Pattern;
import io.espalier.dsl.ast.Statement;
import io.espalier.dsl.diagnostic.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Statements back to text, with their comments.
final class StatementWriter {
  private final FormatWriter format;

  StatementWriter(FormatWriter format) {
    this.format = format;
  }

  /// `{ … }`. A block of one simple statement stays in one line if it was written so and fits.
  Layout block(Statement.Block block) {
    Span span = block.span();
    boolean oneLine = line(span.start()) == line(Math.max(span.start(), span.end() - 1));
    boolean commented = !format.inTemplate() && format.comments().hasBefore(span.end());
    Layout inner = sequence(block.statements(), span.end(), this::statement);
    if (block.statements().isEmpty() && !commented) {
      return Layout.text("{}");
    }
    boolean simple = block.statements().size() == 1 && !commented && !Layout.hasHard(inner);
    if (format.inTemplate() || (simple && oneLine)) {
      return Layout.enclosed("{", List.of(inner), "", " ", "}");
    }
    return Layout.concat(
        Layout.text("{"),
        new Layout.Indent(Layout.concat(new Layout.Hard(), inner)),
        new Layout.Hard(),
        Layout.text("}"));
  }

  <T extends Node> Layout sequence(List<T> items, int end, Function<T, Layout> write) {
    return sequence(items, end, write, (_, _) -> false);
  }

  /// Things on lines of their own with the comments around them: those before a thing above it,
  /// those behind it on its last line, the others at the end. A single empty line of the author's
  /// stays; things that `standApart` always have one between them.
  <T extends Node> Layout sequence(
      List<T> items, int end, Function<T, Layout> write, BiPredicate<T, T> standApart) {
    var out = new ArrayList<Layout>();
    int previousLine = Integer.MAX_VALUE;
    for (int i = 0; i < items.size(); i++) {
      T item = items.get(i);
      Span span = item.span();
      List<Comment> above = take(span.start());
      Layout layout = write.apply(item);
      // What stands in the middle of the thing and has no line of its own there goes above it.
      above.addAll(take(span.end()));
      boolean apart = i > 0 && standApart.test(items.get(i - 1), item);
      for (Comment comment : above) {
        separate(out, apart || isBelowGap(previousLine, line(comment.span().start())));
        out.add(new Layout.Note(comment.text()));
        previousLine = line(comment.span().start());
        apart = false;
      }
      separate(out, apart || isBelowGap(previousLine, firstLine(item)));
      out.add(layout);
      previousLine = line(Math.max(span.start(), span.end() - 1));
      for (Comment comment : take(Math.min(end, lineEnd(previousLine)))) {
        out.add(new Layout.Note(" " + comment.text()));
      }
    }
    for (Comment comment : take(end)) {
      separate(out, isBelowGap(previousLine, line(comment.span().start())));
      out.add(new Layout.Note(comment.text()));
      previousLine = line(comment.span().start());
    }
    return new Layout.Concat(out);
  }

  private static boolean isBelowGap(int previousLine, int line) {
    return line > previousLine + 1L;
  }

  private static void separate(List<Layout> out, boolean apart) {
    if (!out.isEmpty()) {
      if (apart) {
        out.add(new Layout.Blank());
      }
      out.add(new Layout.Hard());
    }
  }

  /// Where a thing begins, its documentation included.
  private int firstLine(Node node) {
    String documentation =
        switch (node) {
          case Field field -> field.documentation();
          case Declaration.RecordDeclaration record -> record.documentation();
          case Declaration.EnumDeclaration choice -> choice.documentation();
          case Declaration.UnionDeclaration union -> union.documentation();
          case Declaration.TypeAlias alias -> alias.documentation();
          case Declaration.FunctionDeclaration function -> function.documentation();
          case Declaration.PromptDeclaration prompt -> prompt.documentation();
          case Declaration.ToolDeclaration tool -> tool.documentation();
          case Declaration.TestDeclaration test -> test.documentation();
          default -> "";
        };
    int lines = documentation.isEmpty() ? 0 : documentation.split("\n", -1).length;
    return line(node.span().start()) - lines;
  }

  private List<Comment> take(int offset) {
    return format.inTemplate() ? new ArrayList<>() : format.comments().before(offset);
  }

  private int line(int offset) {
    return format.source().line(offset);
  }

  private int lineEnd(int line) {
    return line < format.source().lineCount()
        ? format.source().lineStart(line + 1)
        : format.source().length() + 1;
  }

  private Layout expression(Expression expression) {
    return format.expressions().of(expression);
  }

  private Layout statement(Statement statement) {
    return switch (statement) {
      case Statement.Text text -> format.strings().template(text.template());
      case Statement.Turn turn ->
          Layout.concat(
              Layout.text(turn.role().label() + " "),
              switch (turn.body()) {
                case Statement.TurnText text ->
                    new Layout.Indent(format.strings().template(text.template()));
                case Statement.Block block -> block(block);
              });
      case Statement.Let let -> let(let);
      case Statement.ExpressionStatement effect -> format.expressions().effect(effect.expression());
      case Statement.Include include ->
          Layout.concat(Layout.text("include "), format.expressions().call(include.call()));
      case Statement.Return result ->
          result.value() == null ? Layout.text("return") : value("return ", result.value());
      case Statement.Yield yield -> value("yield ", yield.value());
      case Statement.Assert assertion ->
          Layout.concat(value("assert ", assertion.condition()), message(assertion.message()));
      case Statement.Check check ->
          Layout.concat(value("check ", check.condition()), message(check.message()));
      case Statement.If choice -> choice(choice);
      case Statement.Match match ->
          Layout.concat(value("match ", match.subject()), Layout.text(" "), cases(match));
      case Statement.For loop ->
          Layout.concat(
              value("for " + loop.name().text() + " in ", loop.iterable()),
              Layout.text(" "),
              block(loop.body()));
      case Statement.Loop loop ->
          Layout.concat(value("loop max ", loop.max()), Layout.text(" "), block(loop.body()));
      case Statement.Break _ -> Layout.text("break");
      case Statement.Think think ->
          Layout.concat(
              Layout.text("think "),
              Layout.enclosed(
                  "{",
                  think.options().stream().map(format.expressions()::option).toList(),
                  ", ",
                  " ",
                  "}"));
      case Statement.Block block -> block(block);
    };
  }

  private Layout value(String word, Expression expression) {
    Layout layout = expression(expression);
    boolean text =
        expression instanceof Expression.StringLiteral || expression instanceof Expression.Gen;
    return Layout.concat(Layout.text(word), text ? new Layout.Indent(layout) : layout);
  }

  private Layout let(Statement.Let let) {
    Layout type =
        let.type() == null
            ? Layout.nothing()
            : Layout.concat(Layout.text(": "), format.types().of(let.type()));
    return Layout.concat(Layout.text("let " + let.name().text()), type, value(" = ", let.value()));
  }

  private Layout message(@Nullable Expression message) {
    return message == null
        ? Layout.nothing()
        : Layout.concat(Layout.text(", "), expression(message));
  }

  private Layout choice(Statement.If choice) {
    var parts = new ArrayList<Layout>();
    for (Statement.Branch branch : choice.branches()) {
      parts.add(value(parts.isEmpty() ? "if " : " else if ", branch.condition()));
      parts.add(Layout.text(" "));
      parts.add(block(branch.body()));
    }
    if (choice.otherwise() != null) {
      parts.add(Layout.text(" else "));
      parts.add(block(choice.otherwise()));
    }
    return new Layout.Concat(parts);
  }

  private Layout cases(Statement.Match match) {
    if (match.cases().isEmpty() && !format.comments().hasBefore(match.span().end())) {
      return Layout.text("{}");
    }
    Layout inner = sequence(match.cases(), match.span().end(), this::matchCase);
    return Layout.concat(
        Layout.text("{"),
        new Layout.Indent(Layout.concat(new Layout.Hard(), inner)),
        new Layout.Hard(),
        Layout.text("}"));
  }

  private Layout matchCase(Statement.Case choice) {
    return Layout.concat(
        Layout.text("case "),
        pattern(choice.pattern()),
        Layout.text(" -> "),
        statement(choice.body()));
  }

  private Layout pattern(Pattern pattern) {
    return switch (pattern) {
      case Pattern.RecordPattern record ->
          Layout.text(
              ExpressionOutline.qualified(record.module(), record.type())
                  + "("
                  + String.join(", ", record.bindings().stream().map(n -> n.text()).toList())
                  + ")");
      case Pattern.NamePattern name ->
          Layout.text(ExpressionOutline.qualified(name.qualifier(), name.name()));
      case Pattern.LiteralPattern literal -> expression(literal.literal());
      case Pattern.WildcardPattern _ -> Layout.text("_");
    };
  }
}
