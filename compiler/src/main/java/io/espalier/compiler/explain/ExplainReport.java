package io.espalier.compiler.explain;

import io.espalier.compiler.passes.StaticBound;
import java.util.List;

/// A program explained.
///
/// @param ir the intermediate representation as text
public record ExplainReport(
    String name,
    String entry,
    List<PromptReport> prompts,
    List<ConstraintReport> constraints,
    String ir) {
  public ExplainReport {
    prompts = List.copyOf(prompts);
    constraints = List.copyOf(constraints);
  }

  /// A prompt: its bound and the tree of its streams.
  public record PromptReport(String name, StaticBound bound, Stem stem) {}

  /// A stream, or several alike: the constant text that it begins with and the streams that branch
  /// off it.
  ///
  /// @param label how it comes to be, such as `fork d max 64`
  /// @param prefix constant text that every such stream begins with; turns as `<user>`, `</user>`
  public record Stem(String label, String prefix, List<Stem> branches) {
    public Stem {
      branches = List.copyOf(branches);
    }
  }

  /// A constraint of the program's table.
  ///
  /// @param skeleton what its text looks like with what is open as `…`; empty where nothing is
  ///   fixed
  /// @param forcedChars least characters of the text that the model has no choice about
  /// @param uses places of the generations that follow it
  public record ConstraintReport(
      int index, String text, String skeleton, int forcedChars, List<String> uses) {
    public ConstraintReport {
      uses = List.copyOf(uses);
    }
  }
}
