package io.espalier.compiler.explain;

import io.espalier.compiler.explain.ExplainReport.ConstraintReport;
import io.espalier.compiler.explain.ExplainReport.PromptReport;
import io.espalier.compiler.explain.ExplainReport.Stem;
import io.espalier.compiler.ir.Block;
import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.ir.IrPrinter;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.ir.Routine;
import io.espalier.compiler.ir.Slot;
import io.espalier.compiler.passes.ComputeBound;
import io.espalier.compiler.types.IrType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Explains programs.
public final class Explainer {
  private final IrProgram program;
  private final Map<Integer, IrType> types = new TreeMap<>();
  private final Map<Integer, List<String>> uses = new TreeMap<>();

  private Explainer(IrProgram program) {
    this.program = program;
  }

  /// The report on a program that all passes have run on.
  public static ExplainReport explain(IrProgram program) {
    return new Explainer(program).report();
  }

  private ExplainReport report() {
    List<PromptReport> prompts = new ArrayList<>();
    for (Routine prompt : program.prompts()) {
      Stem stem = stem(prompt.name(), prompt.body(), prompt);
      prompts.add(new PromptReport(prompt.name(), ComputeBound.of(program, prompt), stem));
    }
    List<ConstraintReport> constraints = new ArrayList<>();
    types.forEach((index, type) -> {
      Skeleton skeleton = Skeleton.of(type);
      constraints.add(
          new ConstraintReport(
              index,
              IrPrinter.constraint(program.constraints().get(index)),
              skeleton.text().equals("…") ? "" : skeleton.text(),
              skeleton.forced(),
              uses.getOrDefault(index, List.of())));
    });
    return new ExplainReport(
        program.name(), program.entry(), prompts, constraints, IrPrinter.print(program));
  }

  private Stem stem(String label, Block block, Routine routine) {
    var prefix = new StringBuilder();
    for (Instruction instruction : block.instructions().subList(0, block.constantPrefix())) {
      switch (instruction) {
        case Instruction.AppendText(_, var text) -> prefix.append(text);
        case Instruction.BeginTurn(_, var role) ->
            prefix.append('<').append(role.label()).append('>');
        case Instruction.EndTurn(_, var role) ->
            prefix.append("</").append(role.label()).append('>');
        case Instruction other -> throw new IllegalStateException("no constant: " + other);
      }
    }
    List<Stem> branches = new ArrayList<>();
    branches(block, routine, branches);
    return new Stem(label, prefix.toString(), branches);
  }

  private void branches(Block block, Routine routine, List<Stem> branches) {
    for (Instruction instruction : block.instructions()) {
      switch (instruction) {
        case Instruction.Fork fork ->
            branches.add(stem(label(fork, routine.slots()), fork.body(), routine));
        case Instruction.Invoke(_, _, _, var mode, var name, _) ->
            branches.add(
                new Stem(mode.name().toLowerCase(Locale.ROOT) + " " + name, "", List.of()));
        case Instruction.Generate generate -> use(generate, routine);
        case Instruction.If(_, _, var then, var otherwise) -> {
          branches(then, routine, branches);
          branches(otherwise, routine, branches);
        }
        case Instruction.ForEach(_, _, _, _, var body) -> branches(body, routine, branches);
        case Instruction.Loop(_, _, var body) -> branches(body, routine, branches);
        case Instruction.Match(_, _, var cases) ->
            cases.forEach(matchCase -> branches(matchCase.body(), routine, branches));
        case Instruction.AppendText _,
            Instruction.AppendValue _,
            Instruction.BeginTurn _,
            Instruction.EndTurn _,
            Instruction.Think _,
            Instruction.Select _,
            Instruction.Compute _,
            Instruction.Yield _,
            Instruction.Return _,
            Instruction.Break _,
            Instruction.CallTool _,
            Instruction.Assert _ -> {}
      }
    }
  }

  private void use(Instruction.Generate generate, Routine routine) {
    if (generate.constraint() >= 0) {
      types.putIfAbsent(generate.constraint(), generate.type());
      uses.computeIfAbsent(generate.constraint(), _ -> new ArrayList<>())
          .add(routine.name() + "/" + generate.label());
    }
  }

  private static String label(Instruction.Fork fork, List<Slot> slots) {
    String kind =
        switch (fork.kind()) {
          case FORK -> "fork";
          case RACE -> "race";
          case SAMPLES -> "samples";
        };
    String item = fork.itemSlot() < 0 ? "" : " " + slots.get(fork.itemSlot()).name();
    return kind + item + " max " + fork.maxBranches();
  }
}
