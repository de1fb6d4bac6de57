package io.espalier.runtime.server.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.espalier.runtime.server.generation.ConstraintFields;
import io.espalier.runtime.server.generation.SamplingFields;
import io.espalier.runtime.server.request.Fields;
import io.espalier.runtime.server.request.JsonBody;
import io.espalier.runtime.server.request.RequestException;
import io.espalier.runtime.tokenizer.TinyTokenizers;
import io.espalier.runtime.tokenizer.Tokenizer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// The body of a chat request: read, or refused with a status of its own.
class ChatRequestFuzzTest {
  private static final Tokenizer TOKENIZER = TinyTokenizers.withSpecial(true, "</s>");

  static Stream<byte[]> seeds() {
    return Stream.of(
            """
            {"model":"m","messages":[{"role":"system","content":"a"},{"role":"user","content":
             [{"type":"text","text":"b"}]},{"role":"assistant","content":null,"tool_calls":[{"id":"1",
             "type":"function","function":{"name":"f","arguments":"{\\"x\\":1}"}}]},{"role":"tool",
             "tool_call_id":"1","content":"2"}],"tools":[{"type":"function","function":{"name":"f",
             "description":"d","parameters":{"type":"object","properties":{"x":{"type":"integer"}}}}}],
             "tool_choice":"auto","temperature":0.5,"top_p":1,"seed":3,"logit_bias":{"5":-1}}\
            """,
            """
            {"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema",
             "json_schema":{"name":"n","schema":{"type":"string"},"strict":true}},"regex":"a+",
             "tool_choice":{"type":"function","function":{"name":"f"}},"guided_choice":["a","b"]}\
            """)
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "60s")
  void readsOrRefuses(byte @NotNull [] body) {
    try {
      Fields fields = Fields.of(JsonBody.readObject(body), "");
      ToolChoice choice = ToolChoice.read(fields, 128);
      for (ToolFormat format : ToolFormat.values()) {
        ChatMessages.read(fields, choice, format, 1024);
      }
      SamplingFields.read(fields, 1, "seed", TOKENIZER);
      var constraints = new ConstraintFields(64);
      constraints.readPlain(fields, "");
      constraints.readPlain(fields, "guided_");
      constraints.readResponseFormat(fields, "response_format");
      fields.refuseOthers();
    } catch (RequestException _) {
      // Refused.
    }
  }
}
