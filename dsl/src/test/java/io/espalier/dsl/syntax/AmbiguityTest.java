package io.espalier.dsl.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.dsl.diagnostic.Diagnostics;
import io.espalier.dsl.diagnostic.SourceText;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.DiagnosticErrorListener;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATNConfigSet;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.dfa.DFA;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// No text has two readings. Empty records and blocks (`R {}`) in random programs may need full
/// context to be told apart; nothing in the examples and samples does.
final class AmbiguityTest {

  @Test
  void examplesAndSamplesHaveOneReading() {
    for (SourceText source : Samples.all()) {
      if (!ProgramReader.read(source).hasErrors()) {
        assertOneReading(source);
      }
    }
  }

  @RepeatedTest(60)
  void randomProgramsHaveOneReading(RepetitionInfo repetition) {
    var generator = new RandomPrograms(repetition.getCurrentRepetition());
    var source = new SourceText("random.sgl", Formatter.print(generator.program()));
    var findings = new Findings();
    parse(source, PredictionMode.LL_EXACT_AMBIG_DETECTION, findings);
    assertThat(findings.ambiguities).as(source.text()).isEmpty();
  }

  private static void assertOneReading(SourceText source) {
    var findings = new Findings();
    String exact = parse(source, PredictionMode.LL_EXACT_AMBIG_DETECTION, findings);
    assertThat(findings.ambiguities).as(source.text()).isEmpty();
    assertThat(findings.contexts).as(source.text()).isEmpty();
    assertThat(parse(source, PredictionMode.SLL, findings)).isEqualTo(exact);
  }

  private static String parse(SourceText source, PredictionMode mode, Findings findings) {
    var lexer = new SglLexer(new TextCharStream(source.name(), source.text()));
    var tokens = new ArrayList<Token>(lexer.getAllTokens());
    tokens.add(lexer.nextToken());
    List<Token> cleaned = new TokenCleaning(source, new Diagnostics()).clean(tokens);
    var stream = new CommonTokenStream(new ListTokenSource(cleaned));
    var parser = new SglParser(stream);
    parser.removeErrorListeners();
    parser.addErrorListener(findings);
    parser.getInterpreter().setPredictionMode(mode);
    // The shared prediction cache would hide what other parses have decided before.
    parser.getInterpreter().clearDFA();
    String tree = parser.file().toStringTree(parser);
    assertThat(parser.getNumberOfSyntaxErrors()).as(source.text()).isZero();
    return tree;
  }

  private static final class Findings extends DiagnosticErrorListener {
    private final List<String> ambiguities = new ArrayList<>();
    private final List<String> contexts = new ArrayList<>();

    @Override
    public void reportAmbiguity(
        Parser parser,
        DFA dfa,
        int startIndex,
        int stopIndex,
        boolean exact,
        BitSet alternatives,
        ATNConfigSet configs) {
      ambiguities.add(
          getDecisionDescription(parser, dfa)
              + " between "
              + getConflictingAlts(alternatives, configs)
              + " at "
              + parser
                  .getTokenStream()
                  .getText(
                      parser.getTokenStream().get(startIndex),
                      parser.getTokenStream().get(stopIndex)));
    }

    @Override
    public void reportAttemptingFullContext(
        Parser parser,
        DFA dfa,
        int startIndex,
        int stopIndex,
        BitSet conflictingAlts,
        ATNConfigSet configs) {}

    @Override
    public void reportContextSensitivity(
        Parser parser,
        DFA dfa,
        int startIndex,
        int stopIndex,
        int prediction,
        ATNConfigSet configs) {
      contexts.add(getDecisionDescription(parser, dfa));
    }
  }
}
