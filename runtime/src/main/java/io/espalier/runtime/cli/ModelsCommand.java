package io.espalier.runtime.cli;

import io.espalier.runtime.Engine;
import io.espalier.runtime.backend.local.LocalBackend;
import io.espalier.runtime.backend.remote.ConnectOptions;
import io.espalier.runtime.backend.remote.RemoteBackend;
import io.espalier.runtime.model.ModelDescription;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `sgl models`: what a model is and how it would run.
@Command(
    name = "models",
    description = "Loads a model and says what it is: sizes, format, tokenizer, chat template.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  sgl models",
      "  sgl models --model model.gguf --json",
      "  sgl models --backend vllm:http://127.0.0.1:8000"
    })
final class ModelsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private ModelOptions options = new ModelOptions();

  @Mixin private BackendOptions remote = new BackendOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  ModelsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (remote.given()) {
      return describeBackend();
    }
    long start = System.nanoTime();
    try (Engine engine = options.open(terminal)) {
      double seconds = (System.nanoTime() - start) / 1e9;
      LocalBackend backend = engine.local().orElseThrow();
      ModelDescription model = backend.model();
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("name", model.name());
      node.put("architecture", model.architecture());
      node.put("format", model.format());
      node.put("parameters", model.parameters());
      node.put("weightBytes", model.weightBytes());
      node.put("layers", model.layers());
      node.put("vocabulary", model.vocabularySize());
      node.put("context", model.contextLength());
      node.put("kvBytesPerToken", model.kvBytesPerToken());
      node.put("tokenizer", backend.tokenizer().description());
      node.put("chatTemplate", backend.template().description());
      node.put("device", backend.device());
      node.put("loadSeconds", Math.round(seconds * 1000) / 1000.0);
      if (json) {
        terminal.print(node.toString());
      } else {
        node.properties()
            .forEach(field ->
                terminal.print(
                    String.format(
                        Locale.ROOT, "%-16s %s", field.getKey(), field.getValue().asString())));
      }
    }
    return 0;
  }

  private int describeBackend() throws IOException {
    List<ConnectOptions> chain = remote.chain(options.named());
    try (RemoteBackend backend = RemoteBackend.connect(chain)) {
      if (json) {
        terminal.print(CapabilityReport.json(backend, chain).toString());
      } else {
        CapabilityReport.print(terminal, backend, chain);
      }
    }
    return 0;
  }
}
