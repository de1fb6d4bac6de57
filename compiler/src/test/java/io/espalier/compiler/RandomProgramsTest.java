package io.espalier.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.compiler.analysis.ImportResolver;
import io.espalier.compiler.explain.ExplainText;
import io.espalier.compiler.explain.Explainer;
import io.espalier.compiler.ir.IrJson;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.ir.IrValidator;
import io.espalier.compiler.types.ValueException;
import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.SourceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/// Programs from seeds: right ones compile, wrong ones are answered, and nothing else happens.
final class RandomProgramsTest {
  private static CompileResult compile(String text) {
    return Compiler.compile(new SourceText("random.sgl", text), ImportResolver.none());
  }

  @RepeatedTest(200)
  void compilesRightPrograms(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    String text = RandomPrograms.program(seed, seed / 4 + 2);
    CompileResult result = compile(text);
    assertThat(result.diagnostics().stream().filter(Diagnostic::isError).toList())
        .as(text)
        .isEmpty();
    IrProgram program = result.programOrThrow();
    IrValidator.check(program);
    String json = IrJson.write(program);
    assertThat(IrJson.read(json)).isEqualTo(program);
    assertThat(ExplainText.render(Explainer.explain(program))).contains("prompt main");
  }

  @RepeatedTest(300)
  void answersBrokenPrograms(RepetitionInfo repetition) throws IOException {
    var random = new SplittableRandom(repetition.getCurrentRepetition());
    List<Path> files = new ArrayList<>(Golden.programs("programs"));
    files.addAll(Golden.programs("diagnostics"));
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String text = Files.readString(files.get(random.nextInt(files.size())));
      words.addAll(List.of(text.split("(?<=\\W)|(?=\\W)")));
      if (i == 0) {
        random.split();
      }
    }
    String text = Files.readString(files.get(random.nextInt(files.size())));
    List<String> tokens = new ArrayList<>(List.of(text.split("(?<=\\W)|(?=\\W)")));
    for (int edit = random.nextInt(1, 6); edit > 0; edit--) {
      int at = random.nextInt(tokens.size());
      switch (random.nextInt(3)) {
        case 0 -> tokens.set(at, words.get(random.nextInt(words.size())));
        case 1 -> tokens.add(at, words.get(random.nextInt(words.size())));
        default -> tokens.remove(at);
      }
    }
    CompileResult result = compile(String.join("", tokens));
    assertThat(result.hasErrors())
        .isEqualTo(result.diagnostics().stream().anyMatch(Diagnostic::isError));
    result.program().ifPresent(program -> IrValidator.check(program));
  }

  @RepeatedTest(300)
  void answersBrokenJsonWithAValueException(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    var random = new SplittableRandom(seed);
    IrProgram program = compile(RandomPrograms.program(seed, 12)).programOrThrow();
    var json = new StringBuilder(IrJson.write(program));
    for (int edit = random.nextInt(1, 4); edit > 0; edit--) {
      int at = random.nextInt(json.length());
      if (random.nextInt(4) == 0) {
        json.delete(at, Math.min(json.length(), at + random.nextInt(20)));
      } else {
        json.setCharAt(at, "{}[]\",:019-truefals\\".charAt(random.nextInt(20)));
      }
      if (json.isEmpty()) {
        json.append(' ');
      }
    }
    try {
      IrProgram read = IrJson.read(json.toString());
      assertThat(IrJson.read(IrJson.write(read))).isEqualTo(read);
    } catch (ValueException e) {
      assertThat(e.problem()).isNotBlank();
    }
  }
}
