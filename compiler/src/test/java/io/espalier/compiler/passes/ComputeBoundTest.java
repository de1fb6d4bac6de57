package io.espalier.compiler.passes;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.compiler.Compiler;
import io.espalier.compiler.RandomPrograms;
import io.espalier.compiler.analysis.ImportResolver;
import io.espalier.compiler.ir.Block;
import io.espalier.compiler.ir.Instruction;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.ir.Routine;
import io.espalier.compiler.types.TextBounds;
import io.espalier.dsl.diagnostic.SourceText;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class ComputeBoundTest {
  private static IrProgram compile(String text) {
    return Compiler.compile(new SourceText("bound.sgl", text), ImportResolver.none())
        .programOrThrow();
  }

  /// One run that makes every decision by chance, except that it takes as much as it can.
  private static final class Walk {
    private final IrProgram program;
    private final SplittableRandom random;
    private long tokens;
    private long generations;
    private long branches;
    private int depth;
    private int deepest;

    private enum End {
      NONE,
      BREAK,
      ROUTINE
    }

    Walk(IrProgram program, long seed) {
      this.program = program;
      this.random = new SplittableRandom(seed);
    }

    void stream(Block block) {
      branches++;
      depth++;
      deepest = Math.max(deepest, depth);
      block(block);
      depth--;
    }

    private End block(Block block) {
      for (Instruction instruction : block.instructions()) {
        End end = step(instruction);
        if (end != End.NONE) {
          return end;
        }
      }
      return End.NONE;
    }

    private End step(Instruction instruction) {
      switch (instruction) {
        case Instruction.Generate generate -> {
          int tries = random.nextInt(generate.options().retry() + 1) + 1;
          long most =
              Math.min(generate.options().maxTokens(), TextBounds.bareBytes(generate.type()) + 1);
          tokens += tries * most;
          generations += tries;
        }
        case Instruction.Select _ -> generations++;
        case Instruction.Think(_, int max) -> tokens += max;
        case Instruction.Fork fork -> {
          for (int i = 0; i < fork.maxBranches(); i++) {
            stream(fork.body());
          }
        }
        case Instruction.If(_, _, var then, var otherwise) -> {
          return block(random.nextBoolean() ? then : otherwise);
        }
        case Instruction.ForEach(_, _, _, int max, var body) -> {
          return rounds(max, body);
        }
        case Instruction.Loop(_, int max, var body) -> {
          return rounds(max, body);
        }
        case Instruction.Match(_, _, var cases) -> {
          return block(cases.get(random.nextInt(cases.size())).body());
        }
        case Instruction.Invoke(_, _, _, var mode, var name, _) -> {
          Block body = program.prompt(name).orElseThrow().body();
          if (mode == Instruction.InvokeMode.INCLUDE) {
            block(body);
          } else {
            stream(body);
          }
        }
        case Instruction.Return _, Instruction.Yield _ -> {
          return End.ROUTINE;
        }
        case Instruction.Break _ -> {
          return End.BREAK;
        }
        case Instruction _ -> {}
      }
      return End.NONE;
    }

    private End rounds(int max, Block body) {
      for (int i = 0; i < max; i++) {
        End end = block(body);
        if (end != End.NONE) {
          return end == End.ROUTINE ? end : End.NONE;
        }
      }
      return End.NONE;
    }
  }

  @RepeatedTest(150)
  void holdsForEveryRun(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    IrProgram program = compile(RandomPrograms.program(seed, 10));
    Routine main = program.prompt("main").orElseThrow();
    StaticBound bound = ComputeBound.of(program, main);
    for (int run = 0; run < 200; run++) {
      var walk = new Walk(program, run);
      walk.stream(main.body());
      assertThat(walk.generations).isLessThanOrEqualTo(bound.generations());
      assertThat(walk.branches).isLessThanOrEqualTo(bound.branches());
      assertThat(walk.deepest).isLessThanOrEqualTo(bound.depth());
      assertThat(walk.tokens).isLessThanOrEqualTo(bound.generatedTokens());
    }
  }

  @Test
  void isReachedByTheLongestRun() {
    IrProgram program =
        compile(
            """
            prompt leaf() -> string { return gen string with (max: 7, retry: 1) }
            prompt main(b: bool) -> int {
              loop max 3 { let x = gen int(1..9) "\\{x}" }
              let xs = fork i in 1..4 {
                let ys = fork 2 { yield gen bool with (max: 2) }
                "\\{ys}\\{i}"
                yield call leaf()
              }
              if b { "\\[t: string, max: 5]" } else { "\\[u: string, max: 50]" }
              return xs.size()
            }
            """);
    StaticBound bound = ComputeBound.of(program, program.prompt("main").orElseThrow());
    assertThat(bound.generatedTokens()).isEqualTo(3 * 2 + 4 * (2 * 2 + 2 * 7) + 50);
    assertThat(bound.generations()).isEqualTo(3 + 4 * (2 + 2) + 1);
    assertThat(bound.branches()).isEqualTo(1 + 4 * (1 + 2 + 1));
    assertThat(bound.depth()).isEqualTo(3);
  }

  @Test
  void saturatesInsteadOfOverflowing() {
    IrProgram program =
        compile(
            "prompt main() { "
                + "loop max 100000 { ".repeat(8)
                + "\"\\[t: string, max: 1000]\""
                + " }".repeat(8)
                + " }");
    assertThat(ComputeBound.of(program, program.prompts().getFirst()).generatedTokens())
        .isEqualTo(StaticBound.UNBOUNDED);
  }
}
