package io.espalier.runtime.server.programs;

import io.espalier.compiler.CompileResult;
import io.espalier.compiler.Compiler;
import io.espalier.compiler.analysis.ImportResolver;
import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.ir.Routine;
import io.espalier.compiler.passes.ComputeBound;
import io.espalier.compiler.types.JsonSchemas;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.runtime.server.request.Call;
import io.espalier.runtime.server.request.Failure;
import io.espalier.runtime.server.request.Fields;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The texts of programs: those that are served, and what is to be said of one that is not.
final class ProgramTexts {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final List<ServedProgram> served;

  ProgramTexts(List<ServedProgram> served) {
    this.served = served;
  }

  /// Compiles a text as `POST /v1/programs` does.
  static CompileResult compile(String source) {
    return Compiler.compile(new SourceText("program.sgl", source), ImportResolver.none());
  }

  /// `GET /v1/programs`: name, text and prompts of every program.
  ObjectNode list() {
    ArrayNode programs = NODES.arrayNode();
    for (ServedProgram program : served) {
      ObjectNode entry =
          NODES.objectNode().put("name", program.name()).put("source", program.source());
      entry.set("prompts", prompts(program.program()));
      programs.add(entry);
    }
    return NODES.objectNode().set("programs", programs);
  }

  /// `POST /v1/programs/check`: the diagnostics of a text, warnings included, and its prompts where
  /// there is no error. Never 422: a wrong program is an answer here.
  ObjectNode check(Call call) {
    Fields fields = call.fields();
    String source = fields.requiredText("source");
    fields.refuseOthers();
    CompileResult result = compile(source);
    ObjectNode answer = NODES.objectNode();
    answer.set("diagnostics", Failure.diagnostics(result.diagnostics()));
    answer.set("prompts", result.program().map(ProgramTexts::prompts).orElseGet(NODES::arrayNode));
    return answer;
  }

  private static ArrayNode prompts(IrProgram program) {
    ArrayNode prompts = NODES.arrayNode();
    for (Routine prompt : program.prompts()) {
      ObjectNode entry =
          NODES.objectNode().put("name", prompt.name()).put("description", prompt.description());
      entry.set("parameters", OpenApi.arguments(prompt));
      entry.set("result", JsonSchemas.of(prompt.result()));
      entry.set("bounds", SubmittedRun.bounds(ComputeBound.of(program, prompt)));
      prompts.add(entry);
    }
    return prompts;
  }
}
