package io.espalier.dsl.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.dsl.ast.ProgramFile;
import io.espalier.dsl.diagnostic.DiagnosticException;
import io.espalier.dsl.diagnostic.DiagnosticRenderer;
import io.espalier.dsl.diagnostic.SourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class FormatterTest {

  @RepeatedTest(150)
  void whatIsPrintedReadsAsTheSameTreeAndPrintsTheSame(RepetitionInfo repetition) {
    ProgramFile program = new RandomPrograms(repetition.getCurrentRepetition()).program();
    String text = Formatter.print(program);
    ReadResult read = read(text);
    assertThat(DiagnosticRenderer.plain().render(read.diagnostics())).as(text).isEmpty();
    assertThat(SyntaxPrinter.print(read.program()))
        .as(text)
        .isEqualTo(SyntaxPrinter.print(program));
    assertStable(text, text);
  }

  @RepeatedTest(100)
  void commentsAnywhereAreKeptAndTheTreeStays(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    String text = Formatter.print(new RandomPrograms(seed).program());
    String commented = withComments(text, new Random(seed));
    ReadResult read = read(commented);
    if (read.hasErrors()) {
      return; // a comment behind 'return' or 'gen' may take the value off its line
    }
    String formatted = Formatter.format(new SourceText("c.sgl", commented));
    assertThat(SyntaxPrinter.print(read(formatted).program()))
        .as(commented + "\n-----\n" + formatted)
        .isEqualTo(SyntaxPrinter.print(read.program()));
    assertThat(commentTexts(formatted))
        .containsExactlyInAnyOrderElementsOf(commentTexts(commented));
    assertStable(formatted, commented);
  }

  @Test
  void examplesKeepTheirTrees() {
    for (SourceText source : Samples.examples()) {
      String formatted = Formatter.format(source);
      assertThat(SyntaxPrinter.print(read(formatted).program()))
          .isEqualTo(SyntaxPrinter.print(ProgramReader.read(source).program()));
      assertStable(formatted, source.text());
    }
  }

  @Test
  void keepsCommentsWhereTheyBelong() {
    String text =
        """
        // licence

        /// A thing.
        record   R{ a:int // the a
        // before b
        b : string }
        prompt p( a:int, // first
          b: int){
          // above
          let x=1 // behind

          // apart
          if x==1{ // in the head
            return   // nothing
          }
          // at the end
        }
        // last
        """;
    assertThat(Formatter.format(new SourceText("t.sgl", text)))
        .isEqualTo(
            """
            // licence

            /// A thing.
            record R {
              a: int // the a
              // before b
              b: string
            }

            prompt p(a: int, b: int) {
              // first

              // above
              let x = 1 // behind

              // apart
              if x == 1 {
                // in the head
                return // nothing
              }
              // at the end
            }
            // last
            """);
  }

  @Test
  void refusesAWrongText() {
    assertThatThrownBy(() -> Formatter.format(new SourceText("t.sgl", "prompt p( {")))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("'(' is never closed");
  }

  /// Appends a numbered comment to some lines that are not inside a block string.
  private static String withComments(String text, Random random) {
    var out = new StringBuilder();
    boolean inBlock = false;
    int number = 0;
    for (String line : text.split("\n", -1)) {
      boolean toggles = line.contains("\"\"\"");
      inBlock ^= toggles;
      boolean free = !inBlock && !toggles && !line.contains("\\\"") && !line.contains("///");
      out.append(line);
      if (free && random.nextInt(4) == 0) {
        out.append(" // c").append(number++);
      }
      out.append('\n');
      if (free && random.nextInt(6) == 0) {
        out.append("// c").append(number++).append('\n');
      }
    }
    return out.toString();
  }

  private static List<String> commentTexts(String text) {
    var texts = new ArrayList<String>();
    read(text).comments().forEach(comment -> texts.add(comment.text()));
    return texts;
  }

  private static void assertStable(String formatted, String original) {
    assertThat(Formatter.format(new SourceText("f.sgl", formatted)))
        .as("of\n" + original)
        .isEqualTo(
            formatted.equals(original)
                ? Formatter.format(new SourceText("f.sgl", original))
                : formatted);
  }

  private static ReadResult read(String text) {
    return ProgramReader.read(new SourceText("f.sgl", text));
  }
}
