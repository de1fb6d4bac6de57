package io.espalier.compiler.ir;

import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.TypeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Programs as text for people: every routine with its slots, constants, forks and constraints.
public final class IrPrinter {
  private final StringBuilder out = new StringBuilder();
  private ExprPrinter expressions = new ExprPrinter(List.of());

  private IrPrinter() {}

  /// The whole program.
  public static String print(IrProgram program) {
    var printer = new IrPrinter();
    printer.program(program);
    return printer.out.toString();
  }

  /// One routine.
  public static String print(Routine routine) {
    var printer = new IrPrinter();
    printer.routine("prompt", routine);
    return printer.out.toString();
  }

  private void program(IrProgram program) {
    line(0, "program " + program.name() + " version " + program.version());
    program.types().forEach(this::type);
    for (Function function : program.functions()) {
      expressions = new ExprPrinter(function.slots());
      String head =
          "fn "
              + function.name()
              + parameters(function.parameters())
              + " -> "
              + TypeText.of(function.result());
      line(0, head + " = " + expressions.print(function.body()));
    }
    for (ToolSignature tool : program.tools()) {
      String head = "tool " + tool.name() + parameters(tool.parameters());
      line(0, head + " -> " + TypeText.of(tool.result()));
    }
    for (int i = 0; i < program.constraints().size(); i++) {
      line(0, "constraint " + i + " = " + constraint(program.constraints().get(i)));
    }
    program.prompts().forEach(prompt -> routine("prompt", prompt));
    program.tests().forEach(test -> routine("test", test));
    line(0, "entry " + (program.entry().isEmpty() ? "none" : program.entry()));
  }

  private void type(IrType type) {
    switch (type) {
      case IrType.RecordType record -> {
        List<String> fields = new ArrayList<>();
        for (IrType.Field field : record.fields()) {
          fields.add(field.name() + ": " + TypeText.of(field.type()));
        }
        line(0, "record " + record.name() + " { " + String.join("  ", fields) + " }");
      }
      case IrType.Enumeration(var name, _, var values) ->
          line(0, "enum " + name + " { " + String.join(", ", values) + " }");
      case IrType.UnionType union -> {
        List<String> names = union.alternatives().stream().map(IrType.RecordType::name).toList();
        line(0, "union " + union.name() + " = " + String.join(" | ", names));
      }
      case IrType other -> line(0, "type " + TypeText.of(other));
    }
  }

  private static String parameters(List<Parameter> parameters) {
    List<String> shown = new ArrayList<>();
    for (Parameter parameter : parameters) {
      String value =
          parameter
              .defaultValue()
              .map(constant -> " = " + ExprPrinter.constant(constant.value()))
              .orElse("");
      shown.add(parameter.name() + ": " + TypeText.of(parameter.type()) + value);
    }
    return "(" + String.join(", ", shown) + ")";
  }

  /// A constraint in one line.
  public static String constraint(ConstraintText constraint) {
    return switch (constraint) {
      case ConstraintText.Free(int min, int max, boolean orNull) -> {
        String bounds =
            max < 0 && min == 0
                ? "text"
                : "text of " + min + " to " + (max < 0 ? "any number of" : max) + " characters";
        yield bounds + (orNull ? " or null" : "");
      }
      case ConstraintText.Regex(var pattern, boolean orNull) ->
          "regex " + pattern + (orNull ? " or null" : "");
      case ConstraintText.Format(var name) -> "format " + name;
      case ConstraintText.Choice(var values) ->
          "choice " + String.join(" | ", values.stream().map(ExprPrinter::quoted).toList());
      case ConstraintText.JsonSchema(var text) -> "schema " + text;
      case ConstraintText.Grammar(var syntax, var text) ->
          switch (syntax) {
                case EBNF -> "grammar ";
                case LARK -> "lark ";
                case STRUCTURAL_TAG -> "structural tag ";
              }
              + ExprPrinter.quoted(text);
    };
  }

  private void routine(String kind, Routine routine) {
    expressions = new ExprPrinter(routine.slots());
    String name = kind.equals("test") ? ExprPrinter.quoted(routine.name()) : routine.name();
    String result =
        routine.result() instanceof IrType.None ? "" : " -> " + TypeText.of(routine.result());
    line(0, kind + " " + name + parameters(routine.parameters()) + result);
    for (int i = routine.parameters().size(); i < routine.slots().size(); i++) {
      line(1, "slot " + expressions.slot(i) + ": " + TypeText.of(routine.slots().get(i).type()));
    }
    block(1, routine.body());
  }

  private void block(int depth, Block block) {
    for (int i = 0; i < block.instructions().size(); i++) {
      instruction(depth, block.instructions().get(i), i < block.constantPrefix() ? "| " : "");
    }
  }

  private void instruction(int depth, Instruction instruction, String mark) {
    switch (instruction) {
      case Instruction.AppendText(_, var text) ->
          line(depth, mark + "text " + ExprPrinter.quoted(text));
      case Instruction.AppendValue(_, var value) ->
          line(depth, "value " + expressions.print(value));
      case Instruction.BeginTurn(_, var role) -> line(depth, mark + "begin " + role.label());
      case Instruction.EndTurn(_, var role) -> line(depth, mark + "end " + role.label());
      case Instruction.Think(_, int max) -> line(depth, "think max " + max);
      case Instruction.Generate generate -> generate(depth, generate);
      case Instruction.Select(_, var label, int slot, var choices, var method) ->
          line(
              depth,
              expressions.slot(slot)
                  + " = select "
                  + label
                  + " from "
                  + expressions.print(choices)
                  + " by "
                  + method.label());
      case Instruction.Compute(_, int slot, var value) ->
          line(depth, expressions.slot(slot) + " = " + expressions.print(value));
      case Instruction.Fork fork -> fork(depth, fork);
      case Instruction.Yield(_, var value) -> line(depth, "yield " + expressions.print(value));
      case Instruction.Return(_, var value) -> line(depth, "return " + expressions.print(value));
      case Instruction.Break _ -> line(depth, "break");
      case Instruction.If(_, var condition, var then, var otherwise) -> {
        line(depth, "if " + expressions.print(condition));
        block(depth + 1, then);
        if (!otherwise.instructions().isEmpty()) {
          line(depth, "else");
          block(depth + 1, otherwise);
        }
      }
      case Instruction.ForEach(_, int slot, var items, int max, var body) -> {
        line(
            depth,
            "for " + expressions.slot(slot) + " in " + expressions.print(items) + " max " + max);
        block(depth + 1, body);
      }
      case Instruction.Loop(_, int max, var body) -> {
        line(depth, "loop max " + max);
        block(depth + 1, body);
      }
      case Instruction.Match(_, var subject, var cases) -> {
        line(depth, "match " + expressions.print(subject));
        for (Instruction.Case matchCase : cases) {
          line(depth + 1, "case " + pattern(matchCase.pattern()));
          block(depth + 2, matchCase.body());
        }
      }
      case Instruction.Invoke(_, _, int slot, var mode, var routine, var arguments) ->
          line(
              depth,
              target(slot)
                  + mode.name().toLowerCase(Locale.ROOT)
                  + " "
                  + routine
                  + arguments(arguments));
      case Instruction.CallTool(_, int slot, var tool, var arguments) ->
          line(depth, target(slot) + "tool " + tool + arguments(arguments));
      case Instruction.Assert(_, boolean hard, var condition, _, var message) ->
          line(
              depth,
              (hard ? "assert " : "check ")
                  + expressions.print(condition)
                  + message.map(said -> ", " + expressions.print(said)).orElse(""));
    }
  }

  private String target(int slot) {
    return slot < 0 ? "" : expressions.slot(slot) + " = ";
  }

  private String arguments(List<Expr> arguments) {
    return "(" + String.join(", ", arguments.stream().map(expressions::print).toList()) + ")";
  }

  private String pattern(Pattern pattern) {
    return switch (pattern) {
      case Pattern.Alternative(var tag, var bindings) -> {
        List<String> fields = new ArrayList<>();
        for (Pattern.Binding binding : bindings) {
          fields.add(binding.field() + " -> " + expressions.slot(binding.slot()));
        }
        yield tag + (fields.isEmpty() ? "" : "(" + String.join(", ", fields) + ")");
      }
      case Pattern.Literal(var constant) -> ExprPrinter.constant(constant.value());
      case Pattern.Anything _ -> "_";
    };
  }

  private void generate(int depth, Instruction.Generate generate) {
    var head = new StringBuilder(target(generate.slot()));
    head.append("generate ").append(generate.label()).append(": ");
    head.append(TypeText.of(generate.type()));
    if (generate.constraint() >= 0) {
      head.append(" constraint ").append(generate.constraint());
    }
    line(depth, head + options(generate.options()));
  }

  private static String options(GenerateOptions options) {
    List<String> shown = new ArrayList<>();
    shown.add("max " + options.maxTokens());
    if (options.minTokens() > 0) {
      shown.add("min " + options.minTokens());
    }
    option(shown, "temp", options.temperature());
    option(shown, "top_p", options.topP());
    option(shown, "top_k", options.topK());
    option(shown, "min_p", options.minP());
    options.until().forEach(text -> shown.add("until " + ExprPrinter.quoted(text)));
    options.stop().forEach(text -> shown.add("stop " + ExprPrinter.quoted(text)));
    option(shown, "seed", options.seed());
    if (options.retry() > 0) {
      shown.add("retry " + options.retry());
    }
    option(shown, "repetition_penalty", options.repetitionPenalty());
    option(shown, "presence_penalty", options.presencePenalty());
    option(shown, "frequency_penalty", options.frequencyPenalty());
    return " (" + String.join(", ", shown) + ")";
  }

  private static void option(List<String> shown, String name, Optional<? extends Number> value) {
    value.ifPresent(number -> shown.add(name + " " + number));
  }

  private void fork(int depth, Instruction.Fork fork) {
    String kind =
        switch (fork.kind()) {
          case FORK -> "fork ";
          case RACE -> "race ";
          case SAMPLES -> "samples ";
        };
    String item = fork.itemSlot() < 0 ? "" : expressions.slot(fork.itemSlot()) + " in ";
    String collect = fork.collect() ? " collect" : "";
    line(
        depth,
        target(fork.slot())
            + kind
            + item
            + expressions.print(fork.items())
            + " max "
            + fork.maxBranches()
            + collect);
    block(depth + 1, fork.body());
  }

  private void line(int depth, String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }
}
