package io.espalier.dsl.syntax;

import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.ProgramFile;
import io.espalier.dsl.diagnostic.DiagnosticException;
import io.espalier.dsl.diagnostic.SourceText;
import java.util.List;

/// Writes programs in the one canonical layout (`sgl fmt`): two blanks a level, lines of at most
/// 100 characters where they can be broken, one blank line between declarations that take several
/// lines.
///
/// What it gives back reads as the same tree, and formatting that again changes nothing. Comments
/// are kept: above what they stand above, behind what they stand behind; one in the middle of a
/// statement moves above it. Single empty lines between statements stay.
public final class Formatter {
  private static final int WIDTH = 100;

  private Formatter() {}

  /// The text in canonical layout.
  ///
  /// @throws DiagnosticException if the text is wrong
  public static String format(SourceText source) {
    ReadResult read = ProgramReader.read(source);
    return write(read.programOrThrow(), read.comments());
  }

  /// The canonical text of a tree, without comments. The tree need not come from a text.
  public static String print(ProgramFile program) {
    return write(program, List.of());
  }

  private static String write(ProgramFile program, List<Comment> comments) {
    var queue = new CommentQueue(comments.stream().map(Formatter::plain).toList());
    var format = new FormatWriter(program.source(), queue);
    var declarations = new DeclarationWriter(format);
    Layout layout =
        format
            .statements()
            .sequence(
                program.declarations(),
                program.source().length() + 1,
                declarations::of,
                Formatter::standApart);
    String text = LayoutPrinter.print(layout, WIDTH);
    return text.isEmpty() ? "" : text + "\n";
  }

  /// A documentation comment that documents nothing must not begin to, wherever it is moved.
  private static Comment plain(Comment comment) {
    boolean documentation = comment.text().startsWith("///") && !comment.text().startsWith("////");
    return documentation ? new Comment(comment.span(), comment.text().substring(1)) : comment;
  }

  private static boolean standApart(Declaration previous, Declaration next) {
    return !isLight(previous) || !isLight(next) || !previous.getClass().equals(next.getClass());
  }

  /// Declarations of one line without documentation may stand close together.
  private static boolean isLight(Declaration declaration) {
    return switch (declaration) {
      case Declaration.ImportFile _, Declaration.ImportSchema _ -> true;
      case Declaration.RecordDeclaration record -> record.documentation().isEmpty();
      case Declaration.EnumDeclaration choice -> choice.documentation().isEmpty();
      case Declaration.UnionDeclaration union -> union.documentation().isEmpty();
      case Declaration.TypeAlias alias -> alias.documentation().isEmpty();
      case Declaration.ToolDeclaration tool -> tool.documentation().isEmpty();
      case Declaration.FunctionDeclaration _,
          Declaration.PromptDeclaration _,
          Declaration.TestDeclaration _ ->
          false;
    };
  }
}
