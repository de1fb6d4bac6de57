package io.espalier.compiler.ir;

import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.ValueException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checks the structure of a program that came from outside: every slot is in its frame, every name
/// is declared, calls go in no circle, yields and breaks stand where they can. Types of expressions
/// are not checked again; a wrong one ends the run that meets it.
public final class IrValidator {
  private final IrProgram program;
  private final Map<String, Set<String>> calls = new HashMap<>();
  private final Set<String> bounded = new HashSet<>();
  private String routine = "";
  private int slots;

  private IrValidator(IrProgram program) {
    this.program = program;
  }

  /// Checks a program.
  ///
  /// @throws ValueException naming the routine and what is wrong in it
  public static void check(IrProgram program) {
    new IrValidator(program).program();
  }

  private void program() {
    unique(program.prompts().stream().map(Routine::name).toList(), "prompt");
    unique(program.functions().stream().map(Function::name).toList(), "function");
    unique(program.tools().stream().map(ToolSignature::name).toList(), "tool");
    for (Function function : program.functions()) {
      routine = "fn " + function.name();
      slots = function.slots().size();
      expr(function.body(), false);
    }
    for (Routine prompt : program.prompts()) {
      routine(prompt, "prompt " + prompt.name());
    }
    for (Routine test : program.tests()) {
      routine(test, "test " + test.name());
    }
    if (!program.entry().isEmpty() && program.prompt(program.entry()).isEmpty()) {
      throw new ValueException("/entry", "there is no prompt '" + program.entry() + "'");
    }
    new HashSet<>(calls.keySet()).forEach(name -> acyclic(name, new HashSet<>()));
  }

  private void unique(List<String> names, String kind) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new ValueException("", "two of kind " + kind + " are called '" + name + "'");
      }
    }
  }

  private void acyclic(String name, Set<String> open) {
    if (bounded.contains(name)) {
      return;
    }
    if (!open.add(name)) {
      throw new ValueException("", "calls go in a circle through " + name);
    }
    for (String callee : calls.getOrDefault(name, Set.of())) {
      acyclic(callee, open);
    }
    open.remove(name);
    bounded.add(name);
  }

  private ValueException wrong(Place place, String problem) {
    String where = place.equals(Place.NONE) ? routine : routine + " at " + place;
    return new ValueException("", where + ": " + problem);
  }

  private void routine(Routine checked, String name) {
    routine = name;
    slots = checked.slots().size();
    boolean ends = block(checked.body(), false, false, true);
    if (!ends && !(checked.result() instanceof IrType.None)) {
      throw wrong(checked.place(), "its end is reached without a result");
    }
  }

  /// Whether the block always ends by itself: with a return, yield or break.
  private boolean block(Block block, boolean inBranch, boolean inLoop, boolean mayReturn) {
    boolean ends = false;
    for (Instruction instruction : block.instructions()) {
      // What follows an end is checked all the same, though it never runs.
      ends |= instruction(instruction, inBranch, inLoop, mayReturn);
    }
    return ends;
  }

  private boolean instruction(
      Instruction instruction, boolean inBranch, boolean inLoop, boolean mayReturn) {
    Place place = instruction.place();
    switch (instruction) {
      case Instruction.AppendText _,
          Instruction.BeginTurn _,
          Instruction.EndTurn _,
          Instruction.Think _ -> {}
      case Instruction.AppendValue(_, var value) -> expr(value, true);
      case Instruction.Generate generate -> {
        slot(place, generate.slot());
        if (generate.constraint() >= program.constraints().size()) {
          throw wrong(place, "there is no constraint " + generate.constraint());
        }
      }
      case Instruction.Select(_, _, int slot, var choices, _) -> {
        slot(place, slot);
        expr(choices, true);
      }
      case Instruction.Compute(_, int slot, var value) -> {
        slot(place, slot);
        expr(value, true);
      }
      case Instruction.Fork fork -> {
        slot(place, fork.slot());
        slot(place, fork.itemSlot());
        expr(fork.items(), true);
        if (!block(fork.body(), true, false, false)) {
          throw wrong(place, "a branch ends without a yield");
        }
      }
      case Instruction.Yield(_, var value) -> {
        require(inBranch, place, "a yield outside of a fork");
        expr(value, true);
        return true;
      }
      case Instruction.Return(_, var value) -> {
        require(mayReturn, place, "a return inside a fork");
        expr(value, true);
        return true;
      }
      case Instruction.Break _ -> {
        require(inLoop, place, "a break outside of a loop");
        return true;
      }
      case Instruction.If(_, var condition, var then, var otherwise) -> {
        expr(condition, true);
        boolean first = block(then, inBranch, inLoop, mayReturn);
        return block(otherwise, inBranch, inLoop, mayReturn) && first;
      }
      case Instruction.ForEach(_, int slot, var items, _, var body) -> {
        slot(place, slot);
        expr(items, true);
        block(body, inBranch, true, mayReturn);
      }
      case Instruction.Loop(_, _, var body) -> block(body, inBranch, true, mayReturn);
      case Instruction.Match(_, var subject, var cases) -> {
        expr(subject, true);
        boolean all = !cases.isEmpty();
        for (Instruction.Case matchCase : cases) {
          if (matchCase.pattern() instanceof Pattern.Alternative(_, var bindings)) {
            bindings.forEach(binding -> slot(place, binding.slot()));
          }
          all &= block(matchCase.body(), inBranch, inLoop, mayReturn);
        }
        return all;
      }
      case Instruction.Invoke(_, _, int slot, _, var name, var arguments) -> {
        slot(place, slot);
        arguments.forEach(argument -> expr(argument, true));
        Routine callee =
            program
                .prompt(name)
                .orElseThrow(() -> wrong(place, "there is no prompt '" + name + "'"));
        arguments(place, name, callee.parameters().size(), arguments.size());
        call("prompt " + name);
      }
      case Instruction.CallTool(_, int slot, var name, var arguments) -> {
        slot(place, slot);
        arguments.forEach(argument -> expr(argument, true));
        ToolSignature tool =
            program.tool(name).orElseThrow(() -> wrong(place, "there is no tool '" + name + "'"));
        arguments(place, name, tool.parameters().size(), arguments.size());
      }
      case Instruction.Assert(_, _, var condition, _, var message) -> {
        expr(condition, true);
        message.ifPresent(said -> expr(said, true));
      }
    }
    return false;
  }

  private void require(boolean holds, Place place, String problem) {
    if (!holds) {
      throw wrong(place, problem);
    }
  }

  private void arguments(Place place, String name, int wanted, int given) {
    require(wanted == given, place, name + " takes " + wanted + " arguments, not " + given);
  }

  private void slot(Place place, int slot) {
    require(slot < slots, place, "there is no slot " + slot + "; the frame has " + slots);
  }

  private void call(String callee) {
    calls.computeIfAbsent(routine, _ -> new HashSet<>()).add(callee);
  }

  private void expr(Expr expr, boolean running) {
    switch (expr) {
      case Expr.Constant _ -> {}
      case Expr.SlotRef(int slot) -> slot(Place.NONE, slot);
      case Expr.SlotInfo(int slot, _) -> {
        require(running, Place.NONE, "a function asks about a generation");
        slot(Place.NONE, slot);
      }
      case Expr.Stats _ -> require(running, Place.NONE, "a function asks for statistics");
      case Expr.Binary(_, var left, var right) -> all(List.of(left, right), running);
      case Expr.Negate(var operand) -> expr(operand, running);
      case Expr.Not(var operand) -> expr(operand, running);
      case Expr.Conditional(var condition, var then, var otherwise) ->
          all(List.of(condition, then, otherwise), running);
      case Expr.Member(var target, _) -> expr(target, running);
      case Expr.Index(var target, var index) -> all(List.of(target, index), running);
      case Expr.Method(var target, _, var arguments) -> {
        expr(target, running);
        all(arguments, running);
      }
      case Expr.Lambda(int slot, var body) -> {
        slot(Place.NONE, slot);
        expr(body, running);
      }
      case Expr.ListExpr(var items) -> all(items, running);
      case Expr.Range(var from, var to) -> all(List.of(from, to), running);
      case Expr.RecordExpr(_, _, var values) -> all(values, running);
      case Expr.Join(var parts) -> all(parts, running);
      case Expr.FunctionCall(var name, var arguments) -> {
        all(arguments, running);
        Function callee =
            program
                .function(name)
                .orElseThrow(() -> wrong(Place.NONE, "there is no function '" + name + "'"));
        arguments(Place.NONE, name, callee.parameters().size(), arguments.size());
        call("fn " + name);
      }
    }
  }

  private void all(List<Expr> expressions, boolean running) {
    expressions.forEach(expr -> expr(expr, running));
  }
}
