package io.espalier.runtime.backend.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Exchanges with a server, from a file; see the README beside the files.
record Fixture(List<Step> steps) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  record Step(String path, String request, int status, String type, String answer) {}

  static Fixture read(String name) throws IOException {
    String text;
    try (InputStream in =
        Fixture.class.getResourceAsStream(
            "/io/espalier/runtime/backend/fixtures/" + name + ".txt")) {
      assertThat(in).as(name).isNotNull();
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(text).startsWith("# source: ");
    var steps = new ArrayList<Step>();
    for (String part : text.split("(?m)^>>> ", -1)) {
      if (part.startsWith("#")) {
        continue;
      }
      String[] halves = part.split("(?m)^<<< ", 2);
      String[] request = halves[0].split("\n", 2);
      String[] answer = halves[1].split("\n", 2);
      String[] head = answer[0].split(" ", 2);
      steps.add(new Step(request[0], request[1], Integer.parseInt(head[0]), head[1], answer[1]));
    }
    return new Fixture(steps);
  }

  /// Makes a server answer what the file says.
  void serve(FakeServer server) {
    steps.forEach(step -> server.reply(step.status(), step.type(), step.answer()));
  }

  /// Checks that the server was asked what the file says, and nothing else.
  void check(FakeServer server) {
    for (int i = 0; i < Math.min(steps.size(), server.asked.size()); i++) {
      JsonNode expected = JSON.readTree(steps.get(i).request());
      assertThat(server.asked.get(i).path()).isEqualTo(steps.get(i).path());
      assertThat(server.asked.get(i).body()).isEqualTo(expected);
    }
    assertThat(server.asked).hasSize(steps.size());
  }
}
