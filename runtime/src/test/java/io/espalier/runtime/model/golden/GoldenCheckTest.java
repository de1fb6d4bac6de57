package io.espalier.runtime.model.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.kernels.reference.ReferenceKernels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenCheckTest {
  private final GoldenCheck check = new GoldenCheck(new ReferenceKernels());

  @Test
  void agreesToTheRoundingOfTheReference() throws Exception {
    var seen = new ArrayList<GoldenResult>();
    var results = check.checkAll(GoldenFolders.all(), seen::add);
    assertThat(results).isEqualTo(seen);
    assertThat(results)
        .extracting(GoldenResult::name)
        .containsExactly("deepseek-v3", "gpt-oss", "llama", "mistral", "qwen3");
    assertThat(results)
        .allSatisfy(result -> {
          assertThat(result).isInstanceOf(GoldenResult.Agrees.class);
          assertThat(((GoldenResult.Agrees) result).error()).isLessThan(2e-5);
          assertThat(((GoldenResult.Agrees) result).equal()).isEqualTo(24);
          assertThat(result.line()).matches(result.name() + " ok max\\|Δ\\|/std=\\S+ greedy=24/24");
        });
  }

  @Test
  void noticesAWrongLogitAndAWrongToken(@TempDir Path folder) throws Exception {
    Path model = copy("qwen3", folder);
    Path file = model.resolve("reference.json");
    String json = Files.readString(file);
    int end = json.indexOf(',', json.indexOf("\"logits\""));
    int start = json.lastIndexOf('[', end) + 1;
    Files.writeString(file, json.substring(0, start) + "50" + json.substring(end));
    assertThat(check.check(model)).isInstanceOf(GoldenResult.Differs.class);

    String tokens = json.substring(json.indexOf("\"greedy\""));
    String first = tokens.substring(tokens.indexOf('[') + 1, tokens.indexOf(','));
    Files.writeString(
        file,
        json.replace(
            "\"greedy\": [" + first, "\"greedy\": [" + (Integer.parseInt(first.strip()) ^ 1)));
    assertThat(check.check(model).line()).startsWith("qwen3 FAIL greedy token 0 differs");
  }

  @Test
  void namesAnArchitectureThatIsNotSupported(@TempDir Path folder) throws Exception {
    Path model = copy("llama", folder);
    Path config = model.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("\"llama\"", "\"mamba\""));
    assertThat(check.check(model).line())
        .startsWith(
            "llama FAIL config.json: the architecture 'mamba' is not supported; supported are");
  }

  private static Path copy(String name, Path folder) throws Exception {
    Path target = Files.createDirectory(folder.resolve(name));
    try (var files = Files.list(GoldenFolders.of(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    return target;
  }
}
