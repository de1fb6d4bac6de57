package io.espalier.compiler.explain;

import io.espalier.compiler.explain.ExplainReport.ConstraintReport;
import io.espalier.compiler.explain.ExplainReport.PromptReport;
import io.espalier.compiler.explain.ExplainReport.Stem;
import io.espalier.compiler.passes.StaticBound;
import java.util.Locale;

/// A report as text.
public final class ExplainText {
  private static final int SHOWN = 100;

  private final StringBuilder out = new StringBuilder();

  private ExplainText() {}

  /// The text of a report, in lines.
  public static String render(ExplainReport report) {
    var text = new ExplainText();
    text.report(report);
    return text.out.toString();
  }

  private void report(ExplainReport report) {
    line("program " + report.name());
    line("entry   " + (report.entry().isEmpty() ? "none" : report.entry()));
    for (PromptReport prompt : report.prompts()) {
      line("");
      line("prompt " + prompt.name());
      bound(prompt.bound());
      line("  streams");
      stem(prompt.stem(), 2);
    }
    if (!report.constraints().isEmpty()) {
      line("");
      line("constraints");
      report.constraints().forEach(this::constraint);
    }
    line("");
    line("intermediate representation");
    out.append(report.ir().indent(2));
  }

  private void bound(StaticBound bound) {
    line("  at most");
    line(
        "    "
            + count(bound.generatedTokens())
            + " generated tokens in "
            + count(bound.generations())
            + " generations");
    line("    " + count(bound.branches()) + " streams, " + bound.depth() + " deep");
    if (bound.toolCalls() > 0) {
      line("    " + count(bound.toolCalls()) + " tool calls");
    }
    line(
        "    "
            + count(bound.constantChars())
            + " characters of constant text and "
            + count(bound.dataTexts())
            + " texts that depend on data");
  }

  private static String count(long number) {
    return number >= StaticBound.UNBOUNDED
        ? "unboundedly many"
        : String.format(Locale.ROOT, "%,d", number);
  }

  private void stem(Stem stem, int depth) {
    String prefix = stem.prefix().isEmpty() ? "" : "  prefix " + quoted(stem.prefix());
    line("  ".repeat(depth) + stem.label() + prefix);
    stem.branches().forEach(branch -> stem(branch, depth + 1));
  }

  private void constraint(ConstraintReport constraint) {
    line("  " + constraint.index() + "  " + shortened(constraint.text()));
    if (!constraint.skeleton().isEmpty()) {
      line("     text    " + constraint.skeleton());
      line("     forced  at least " + constraint.forcedChars() + " characters");
    }
    line("     for     " + String.join(", ", constraint.uses()));
  }

  private static String quoted(String text) {
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return '"' + shortened(escaped) + "\" (" + text.codePointCount(0, text.length()) + ")";
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  private void line(String text) {
    out.append(text.stripTrailing()).append('\n');
  }
}
