package io.espalier.runtime.cli;

import io.espalier.compiler.ir.Parameter;
import io.espalier.compiler.ir.ToolSignature;
import io.espalier.compiler.types.ValueCodec;
import io.espalier.runtime.backend.recording.RecordingBackend;
import io.espalier.runtime.backend.recording.ReplayBackend;
import io.espalier.runtime.interpreter.ProgramRunner;
import io.espalier.runtime.interpreter.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The tools of a program while it is recorded, and when it is replayed: the answers to the same
/// arguments come in the order recorded, and nothing outside is called.
final class RecordedTools {
  private RecordedTools() {}

  /// Returns the tools, each writing down what it answers.
  static Map<String, Tool> record(
      ProgramRunner program, Map<String, Tool> tools, RecordingBackend recording) {
    Map<String, Tool> recorded = new LinkedHashMap<>(tools);
    for (ToolSignature signature : program.program().tools()) {
      Tool tool = tools.get(signature.name());
      if (tool != null) {
        recorded.put(
            signature.name(),
            (List<@Nullable Object> arguments) -> {
              Object result = tool.call(arguments);
              recording.record(
                  signature.name(),
                  "tool",
                  request(signature, arguments),
                  ValueCodec.toJson(signature.result(), result));
              return result;
            });
      }
    }
    return recorded;
  }

  /// Returns tools that answer from a recording.
  static Map<String, Tool> replay(ProgramRunner program, ReplayBackend recording) {
    Map<String, Tool> replayed = new LinkedHashMap<>();
    for (ToolSignature signature : program.program().tools()) {
      replayed.put(
          signature.name(),
          (List<@Nullable Object> arguments) ->
              ValueCodec.fromJson(
                  signature.result(),
                  recording.answer(signature.name(), "tool", request(signature, arguments))));
    }
    return replayed;
  }

  private static String request(ToolSignature signature, List<@Nullable Object> arguments) {
    ArrayNode node = JsonNodeFactory.instance.arrayNode();
    for (int index = 0; index < arguments.size(); index++) {
      Parameter parameter = signature.parameters().get(index);
      node.add(ValueCodec.toJson(parameter.type(), arguments.get(index)));
    }
    return node.toString();
  }
}
