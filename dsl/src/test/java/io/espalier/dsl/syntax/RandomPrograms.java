package io.espalier.dsl.syntax;

import io.espalier.dsl.Role;
import io.espalier.dsl.ast.Argument;
import io.espalier.dsl.ast.BinaryOperator;
import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.EnumValue;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.ast.Field;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.ast.Option;
import io.espalier.dsl.ast.OptionName;
import io.espalier.dsl.ast.Parameter;
import io.espalier.dsl.ast.Pattern;
import io.espalier.dsl.ast.ProgramFile;
import io.espalier.dsl.ast.Quoted;
import io.espalier.dsl.ast.Statement;
import io.espalier.dsl.ast.Template;
import io.espalier.dsl.ast.TemplatePart;
import io.espalier.dsl.ast.TypeArgument;
import io.espalier.dsl.ast.TypeNode;
import io.espalier.dsl.ast.UnaryOperator;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Random trees that the grammar can express, each from a seed. They are well formed, not well
/// typed: names mean nothing. Sizes grow with the seed up to a bound, so that small ones come
/// first.
public final class RandomPrograms {
  private static final Span NOWHERE = Span.at(0);
  private static final String[] WORDS = {
    "a", "b", "xs", "answer", "text", "prompt", "user", "type", "map", "max", "by", "from", "it",
    "collect", "schema", "tool", "as", "größe", "r", "_x1", "record", "no"
  };
  private static final String[] KEYWORDS = {
    "gen", "in", "with", "true", "null", "let", "case", "fn"
  };
  private static final String[] TYPES = {
    "string", "int", "float", "bool", "json", "Report", "Leaf", "tool"
  };
  private static final String[] TEXTS = {
    "x", " ", "\n", "\"", "\\", "{", "}", "[", "]", "\t", "é", "😀", "//", "\"\"\"", "  y", "\r",
    "\u0001", "gen", "\\{", "a b"
  };

  private final Random random;
  private final int size;
  private int depth;

  /// Programs for one seed.
  public RandomPrograms(int seed) {
    this.random = new Random(seed);
    this.size = Math.min(4, 1 + seed / 20);
  }

  /// The next program.
  public ProgramFile program() {
    return new ProgramFile(new SourceText("random.sgl", ""), some(1, this::declaration));
  }

  private <T> List<T> some(int least, Supplier<T> make) {
    var list = new ArrayList<T>();
    int count = least + random.nextInt(depth > size ? 1 : size);
    for (int i = 0; i < count; i++) {
      list.add(make.get());
    }
    return list;
  }

  private <T> List<T> distinct(int least, java.util.function.Function<Name, T> make) {
    var made = new LinkedHashMap<String, T>();
    int count = least + random.nextInt(Math.max(1, size));
    while (made.size() < Math.max(least, Math.min(count, 4))) {
      Name name = label();
      if (!made.containsKey(name.text())) {
        made.put(name.text(), make.apply(name));
      }
    }
    return List.copyOf(made.values());
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private String pick(String[] words) {
    return words[random.nextInt(words.length)];
  }

  private Name name() {
    return new Name(NOWHERE, pick(WORDS));
  }

  /// A name where only a plain identifier may stand.
  private Name identifier() {
    return new Name(NOWHERE, "v" + random.nextInt(10));
  }

  private Name label() {
    return new Name(NOWHERE, chance(80) ? pick(WORDS) : pick(KEYWORDS));
  }

  private @Nullable Name module() {
    return chance(20) ? name() : null;
  }

  private Quoted quoted() {
    return new Quoted(NOWHERE, String.join("", some(0, () -> pick(TEXTS))));
  }

  private String documentation() {
    return chance(70) ? "" : chance(50) ? "One line." : "Two\n\n  lines \"of\" it.";
  }

  private Declaration declaration() {
    return switch (random.nextInt(10)) {
      case 0 -> new Declaration.ImportFile(NOWHERE, quoted(), name());
      case 1 -> new Declaration.ImportSchema(NOWHERE, quoted(), name());
      case 2 ->
          new Declaration.RecordDeclaration(
              NOWHERE,
              documentation(),
              name(),
              distinct(0, n -> new Field(NOWHERE, documentation(), n, type())));
      case 3 ->
          new Declaration.EnumDeclaration(
              NOWHERE,
              documentation(),
              name(),
              distinct(0, n -> new EnumValue(NOWHERE, documentation(), n)));
      case 4 ->
          new Declaration.UnionDeclaration(NOWHERE, documentation(), name(), some(1, this::type));
      case 5 -> new Declaration.TypeAlias(NOWHERE, documentation(), name(), type());
      case 6 ->
          new Declaration.FunctionDeclaration(
              NOWHERE, documentation(), name(), parameters(), type(), expression());
      case 7 ->
          new Declaration.ToolDeclaration(NOWHERE, documentation(), name(), parameters(), type());
      case 8 -> new Declaration.TestDeclaration(NOWHERE, documentation(), quoted(), block());
      default ->
          new Declaration.PromptDeclaration(
              NOWHERE, documentation(), name(), parameters(), chance(50) ? type() : null, block());
    };
  }

  private List<Parameter> parameters() {
    return distinct(
        0,
        n -> new Parameter(NOWHERE, documentation(), n, type(), chance(30) ? expression() : null));
  }

  private <T> T deeper(Supplier<T> make) {
    depth++;
    T made = make.get();
    depth--;
    return made;
  }

  private TypeNode type() {
    return deeper(this::anyType);
  }

  private TypeNode anyType() {
    return switch (depth > size ? random.nextInt(3) : random.nextInt(10)) {
      case 0, 1 -> new TypeNode.Named(NOWHERE, module(), new Name(NOWHERE, pick(TYPES)), List.of());
      case 2 -> new TypeNode.LiteralType(NOWHERE, quoted().text());
      case 3 -> new TypeNode.Named(NOWHERE, null, new Name(NOWHERE, "string"), typeArguments());
      case 4 -> new TypeNode.UnionType(NOWHERE, some(2, this::type));
      case 5 -> new TypeNode.OptionalType(NOWHERE, type());
      case 6 ->
          new TypeNode.ArrayType(
              NOWHERE,
              type(),
              chance(50)
                  ? null
                  : new TypeNode.Bounds(NOWHERE, random.nextInt(5), random.nextInt(9)));
      case 7 -> new TypeNode.MapType(NOWHERE, type());
      case 8 -> new TypeNode.SchemaType(NOWHERE, quoted());
      default -> new TypeNode.GrammarType(NOWHERE, quoted());
    };
  }

  private List<TypeArgument> typeArguments() {
    return switch (random.nextInt(3)) {
      case 0 -> List.of(new TypeArgument.RangeArgument(NOWHERE, number(), number()));
      case 1 -> List.of(new TypeArgument.PatternArgument(NOWHERE, quoted()));
      default ->
          List.of(
              new TypeArgument.NamedArgument(NOWHERE, new Name(NOWHERE, "max"), number()),
              new TypeArgument.NamedArgument(
                  NOWHERE, new Name(NOWHERE, "format"), new Expression.Reference(NOWHERE, name())));
    };
  }

  private Expression number() {
    return chance(70)
        ? new Expression.IntLiteral(NOWHERE, random.nextInt(200) - 100)
        : new Expression.FloatLiteral(
            NOWHERE, (random.nextInt(2000) - 1000) * Math.pow(10, random.nextInt(9) - 4));
  }

  private Statement.Block block() {
    return deeper(() -> new Statement.Block(NOWHERE, some(depth > size ? 0 : 1, this::statement)));
  }

  private Statement statement() {
    return switch (depth > size ? random.nextInt(6) : random.nextInt(18)) {
      case 0 -> new Statement.Text(NOWHERE, template(true, true));
      case 1 ->
          new Statement.Turn(
              NOWHERE, role(), new Statement.TurnText(NOWHERE, template(true, true)));
      case 2 -> new Statement.Let(NOWHERE, name(), chance(30) ? type() : null, expression());
      case 3 -> new Statement.Break(NOWHERE);
      case 4 -> new Statement.Yield(NOWHERE, expression());
      case 5 -> new Statement.Return(NOWHERE, expression());
      case 6 -> new Statement.Turn(NOWHERE, role(), block());
      case 7 -> new Statement.Include(NOWHERE, call(Expression.CallMode.PLAIN, module(), name()));
      case 8 -> new Statement.Assert(NOWHERE, expression(), chance(30) ? expression() : null);
      case 9 -> new Statement.Check(NOWHERE, expression(), chance(30) ? expression() : null);
      case 10 ->
          new Statement.If(
              NOWHERE,
              some(1, () -> new Statement.Branch(NOWHERE, expression(), block())),
              chance(50) ? block() : null);
      case 11 ->
          new Statement.Match(
              NOWHERE,
              expression(),
              some(
                  0,
                  () ->
                      new Statement.Case(NOWHERE, pattern(), chance(50) ? block() : statement())));
      case 12 -> new Statement.For(NOWHERE, name(), expression(), block());
      case 13 -> new Statement.Loop(NOWHERE, expression(), block());
      case 14 -> new Statement.Think(NOWHERE, options());
      case 15 -> new Statement.ExpressionStatement(NOWHERE, generation());
      case 16 ->
          new Statement.ExpressionStatement(
              NOWHERE, call(Expression.CallMode.PLAIN, null, identifier()));
      default ->
          new Statement.ExpressionStatement(
              NOWHERE, call(Expression.CallMode.ASIDE, module(), name()));
    };
  }

  private Role role() {
    return List.of(Role.values()).get(random.nextInt(4));
  }

  private Pattern pattern() {
    return switch (random.nextInt(4)) {
      case 0 -> new Pattern.RecordPattern(NOWHERE, module(), name(), some(0, this::name));
      case 1 -> new Pattern.NamePattern(NOWHERE, module(), name());
      case 2 -> new Pattern.LiteralPattern(NOWHERE, chance(50) ? number() : literal());
      default -> new Pattern.WildcardPattern(NOWHERE);
    };
  }

  private Expression literal() {
    return switch (random.nextInt(3)) {
      case 0 -> new Expression.BoolLiteral(NOWHERE, random.nextBoolean());
      case 1 -> new Expression.NullLiteral(NOWHERE);
      default ->
          new Expression.StringLiteral(
              NOWHERE, new Template(NOWHERE, Template.Form.LINE, literalParts(quoted().text())));
    };
  }

  private Expression expression() {
    return deeper(this::anyExpression);
  }

  private Expression anyExpression() {
    return switch (depth > size ? random.nextInt(4) : random.nextInt(18)) {
      case 0 -> number();
      case 1 -> literal();
      case 2, 3 -> new Expression.Reference(NOWHERE, name());
      case 4 -> new Expression.StringLiteral(NOWHERE, template(false, true));
      case 5 -> new Expression.Member(NOWHERE, expression(), label());
      case 6 -> new Expression.MethodCall(NOWHERE, expression(), label(), arguments());
      case 7 -> call(Expression.CallMode.PLAIN, null, name());
      case 8 ->
          call(chance(50) ? Expression.CallMode.CALL : Expression.CallMode.ASIDE, module(), name());
      case 9 -> unary();
      case 10, 11 -> binary();
      case 12 -> new Expression.ListLiteral(NOWHERE, some(0, this::expression));
      case 13 ->
          new Expression.RecordLiteral(
              NOWHERE,
              module(),
              name(),
              distinct(0, n -> new Expression.FieldValue(NOWHERE, n, expression())));
      case 14 -> new Expression.RangeExpression(NOWHERE, expression(), expression());
      case 15 -> generation();
      case 16 -> new Expression.Select(NOWHERE, expression(), chance(50) ? label() : null);
      default -> branching();
    };
  }

  private Expression generation() {
    return new Expression.Gen(NOWHERE, type(), chance(50) ? List.of() : options());
  }

  private Expression branching() {
    return switch (random.nextInt(3)) {
      case 0 -> new Expression.Race(NOWHERE, name(), expression(), block());
      case 1 -> new Expression.Fork(NOWHERE, null, null, expression(), block(), chance(30));
      default -> new Expression.Fork(NOWHERE, name(), expression(), null, block(), chance(30));
    };
  }

  /// A minus before a number without a sign would be read as part of the number.
  private Expression unary() {
    Expression operand = expression();
    boolean plainNumber =
        switch (operand) {
          case Expression.IntLiteral literal -> literal.value() >= 0;
          case Expression.FloatLiteral literal -> Double.doubleToRawLongBits(literal.value()) >= 0;
          default -> false;
        };
    var operator = plainNumber || chance(50) ? UnaryOperator.NOT : UnaryOperator.NEGATE;
    return new Expression.Unary(NOWHERE, operator, operand);
  }

  private Expression binary() {
    BinaryOperator[] operators = BinaryOperator.values();
    BinaryOperator operator = operators[random.nextInt(operators.length)];
    return new Expression.Binary(NOWHERE, operator, expression(), expression());
  }

  private Expression.Call call(Expression.CallMode mode, @Nullable Name module, Name name) {
    return new Expression.Call(NOWHERE, mode, module, name, arguments());
  }

  private List<Argument> arguments() {
    var arguments = new ArrayList<>(some(0, () -> new Argument(NOWHERE, null, expression())));
    if (chance(30)) {
      arguments.addAll(distinct(1, n -> new Argument(NOWHERE, n, expression())));
    }
    return arguments;
  }

  private List<Option> options() {
    var options = new ArrayList<Option>();
    for (OptionName option : OptionName.values()) {
      if (chance(15)) {
        options.add(new Option(NOWHERE, new Name(NOWHERE, option.word()), expression()));
      }
    }
    return options;
  }

  private List<TemplatePart> literalParts(String text) {
    return text.isEmpty() ? List.of() : List.of(new TemplatePart.LiteralPart(NOWHERE, text));
  }

  private Template template(boolean holes, boolean block) {
    return deeper(() -> {
      var parts = new ArrayList<TemplatePart>();
      boolean afterLiteral = false;
      for (int i = random.nextInt(4); i > 0; i--) {
        boolean literal = !afterLiteral && chance(60);
        List<TemplatePart> more = literal ? literalParts(quoted().text()) : List.of(part(holes));
        parts.addAll(more);
        afterLiteral = literal && !more.isEmpty();
      }
      var form = block && chance(40) ? Template.Form.BLOCK : Template.Form.LINE;
      return new Template(NOWHERE, form, parts);
    });
  }

  private TemplatePart part(boolean holes) {
    return holes && chance(40)
        ? new TemplatePart.HolePart(NOWHERE, name(), type(), options())
        : new TemplatePart.InterpolationPart(NOWHERE, expression());
  }
}
