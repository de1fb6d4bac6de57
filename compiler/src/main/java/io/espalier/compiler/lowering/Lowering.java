package io.espalier.compiler.lowering;

import io.espalier.compiler.analysis.Callable;
import io.espalier.compiler.analysis.CheckCode;
import io.espalier.compiler.analysis.Module;
import io.espalier.compiler.analysis.Program;
import io.espalier.compiler.evaluation.EvaluationException;
import io.espalier.compiler.evaluation.Evaluator;
import io.espalier.compiler.evaluation.Observations;
import io.espalier.compiler.ir.Block;
import io.espalier.compiler.ir.Expr;
import io.espalier.compiler.ir.Function;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.ir.Parameter;
import io.espalier.compiler.ir.Routine;
import io.espalier.compiler.ir.ToolSignature;
import io.espalier.compiler.types.IrType;
import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.Expression;
import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.Diagnostics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lowers a checked program.
public final class Lowering {
  private final Program program;
  private final Diagnostics diagnostics;

  private Lowering(Program program, Diagnostics diagnostics) {
    this.program = program;
    this.diagnostics = diagnostics;
  }

  /// The program as it was written, before any pass. Default values are computed here; one that
  /// cannot be is reported.
  ///
  /// @param program a program that was checked without errors
  public static IrProgram lower(Program program, Diagnostics diagnostics) {
    return new Lowering(program, diagnostics).program();
  }

  private IrProgram program() {
    List<Function> functions = new ArrayList<>();
    for (Callable callable : program.callables()) {
      if (callable.declaration() instanceof Declaration.FunctionDeclaration declaration) {
        functions.add(function(callable, declaration));
      }
    }
    var evaluator = new Evaluator(functions);
    List<ToolSignature> tools = new ArrayList<>();
    List<Routine> prompts = new ArrayList<>();
    for (Callable callable : program.callables()) {
      switch (callable.declaration()) {
        case Declaration.ToolDeclaration tool ->
            tools.add(
                new ToolSignature(
                    callable.name(),
                    tool.documentation(),
                    parameters(callable, evaluator),
                    callable.result()));
        case Declaration.PromptDeclaration prompt ->
            prompts.add(prompt(callable, prompt, evaluator));
        default -> {}
      }
    }
    List<Routine> tests = new ArrayList<>();
    String entry = "";
    for (Declaration declaration : program.root().file().declarations()) {
      switch (declaration) {
        case Declaration.TestDeclaration test -> tests.add(test(test));
        case Declaration.PromptDeclaration(_, _, var name, _, _, _) -> entry = name.text();
        default -> {}
      }
    }
    return new IrProgram(
        IrProgram.VERSION,
        program.root().source().name(),
        program.namedTypes(),
        functions,
        tools,
        prompts,
        tests,
        List.of(),
        entry);
  }

  private Function function(Callable callable, Declaration.FunctionDeclaration declaration) {
    var body = new BodyLowering(program, callable.module(), false);
    declaration.parameters().forEach(p -> body.frame().of(program.facts().variable(p)));
    Expr expr = body.expressions().lower(declaration.body());
    // Callers of functions inside the program always give every argument.
    List<Parameter> parameters = new ArrayList<>();
    for (Callable.Formal formal : callable.parameters()) {
      parameters.add(
          new Parameter(formal.name(), formal.type(), Optional.empty(), formal.description()));
    }
    return new Function(callable.name(), parameters, callable.result(), body.frame().slots(), expr);
  }

  private List<Parameter> parameters(Callable callable, Evaluator evaluator) {
    List<Parameter> parameters = new ArrayList<>();
    for (Callable.Formal formal : callable.parameters()) {
      parameters.add(
          new Parameter(
              formal.name(),
              formal.type(),
              formal
                  .defaultValue()
                  .flatMap(
                      value -> defaultValue(callable.module(), formal.type(), value, evaluator)),
              formal.description()));
    }
    return parameters;
  }

  private Optional<Expr.Constant> defaultValue(
      Module module, IrType type, Expression value, Evaluator evaluator) {
    var body = new BodyLowering(program, module, false);
    Expr expr = body.expressions().lower(value);
    try {
      @Nullable Object[] frame = new @Nullable Object[body.frame().slots().size()];
      return Optional.of(
          new Expr.Constant(evaluator.evaluate(expr, frame, Observations.none()), type));
    } catch (EvaluationException e) {
      diagnostics.add(
          Diagnostic.error(
              CheckCode.NOT_CONSTANT,
              module.source(),
              value.span(),
              "the default has no value: " + e.getMessage()));
      return Optional.empty();
    }
  }

  private Routine prompt(
      Callable callable, Declaration.PromptDeclaration declaration, Evaluator evaluator) {
    var body = new BodyLowering(program, callable.module(), program.isConversation(callable));
    declaration.parameters().forEach(p -> body.frame().of(program.facts().variable(p)));
    Block block = body.body(declaration.body());
    return new Routine(
        body.place(declaration.name()),
        callable.name(),
        declaration.documentation(),
        parameters(callable, evaluator),
        callable.result(),
        body.frame().slots(),
        block);
  }

  private Routine test(Declaration.TestDeclaration test) {
    Module module = program.root();
    var body = new BodyLowering(program, module, program.opensTurns(module, test.body()));
    Block block = body.body(test.body());
    return new Routine(
        body.place(test),
        test.title().text(),
        test.documentation(),
        List.of(),
        new IrType.None(),
        body.frame().slots(),
        block);
  }
}
