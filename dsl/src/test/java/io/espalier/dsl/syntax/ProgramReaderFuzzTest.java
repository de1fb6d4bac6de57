package io.espalier.dsl.syntax;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.espalier.dsl.diagnostic.SourceText;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// The text of a program: a tree, or diagnostics; what reads without errors is laid out to a text
/// that reads again.
class ProgramReaderFuzzTest {
  static Stream<String> seeds() {
    return Stream.of(
        """
        /// A note.
        record Note { mood: "good" | "bad"  age: int(0..130)?  tags: string(max: 8)[1..3] }
        prompt desk(messages: string[1..8]) -> Note[] {
          system "You read \\{messages[0]} messages."
          return fork m in messages { user "Is it good? \\{m}"
            assistant { let n = gen Note(temperature: 0.2) }
            yield n }
        }
        """,
        """
        enum Grade { a "A" b "B" }
        prompt p() -> string {
          user \"""
            text
            \"""
          assistant { let x = select from ["a", "b"] by sum_logprob  gen string(max: 3, until: "\\n") }
          match x { "a" -> { return "1" } _ -> { assert 1 + 2 * 3 > -4, "no" } }
          repeat 3 { if !true && false || x == "b" { break } else { continue } }
          return x
        }
        test "t" { let r = p()  assert r == "1" }
        """);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "60s")
  void readsOrDiagnoses(@NotNull String text) {
    var source = new SourceText("fuzz.sgl", text);
    ReadResult result = ProgramReader.read(source);
    if (result.diagnostics().isEmpty()) {
      String laidOut = Formatter.format(source);
      ReadResult again = ProgramReader.read(new SourceText("again.sgl", laidOut));
      if (!again.diagnostics().isEmpty()) {
        throw new IllegalStateException("does not read again: " + laidOut);
      }
    }
  }
}
