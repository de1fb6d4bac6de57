package io.espalier.runtime.backend.configuration;

import io.espalier.dsl.diagnostic.Diagnostic;
import io.espalier.dsl.diagnostic.DiagnosticException;
import io.espalier.dsl.diagnostic.Diagnostics;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.diagnostic.Span;
import io.espalier.runtime.backend.BackendCode;
import io.espalier.runtime.backend.remote.ConnectOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The backends of a `backends.yaml`. Immutable.
public final class BackendsFile {
  /// The name of the file where none is given.
  public static final String NAME = "backends.yaml";

  private static final int MAX_BYTES = 1 << 20;

  private record Entry(ConnectOptions.Builder builder, List<String> fallbacks) {}

  private final String name;
  private final Map<String, Entry> entries;

  private BackendsFile(String name, Map<String, Entry> entries) {
    this.name = name;
    this.entries = entries;
  }

  /// Returns `./backends.yaml`, else `~/.config/espalier/backends.yaml`, where there is one.
  public static Optional<Path> find() {
    Path home = Path.of(System.getProperty("user.home", "."), ".config", "espalier").resolve(NAME);
    return List.of(Path.of(NAME), home).stream().filter(Files::isRegularFile).findFirst();
  }

  /// Reads a file.
  ///
  /// @throws DiagnosticException with everything that is wrong in it
  /// @throws IOException when it cannot be read, or is larger than a MiB
  public static BackendsFile read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("%s is larger than %d bytes".formatted(file.getFileName(), MAX_BYTES));
    }
    String text = Files.readString(file, StandardCharsets.UTF_8);
    return parse(new SourceText(file.toString(), text), System::getenv);
  }

  /// Reads a text.
  ///
  /// @param environment gives the value of a variable, null where it is not set
  /// @throws DiagnosticException with everything that is wrong in it
  public static BackendsFile parse(
      SourceText source, Function<String, @Nullable String> environment) {
    var diagnostics = new Diagnostics();
    YamlValue root = new YamlReader(source, diagnostics).read();
    Map<String, Entry> entries = new LinkedHashMap<>();
    if (root instanceof YamlValue.Fields fields) {
      var top = new FieldReader(source, diagnostics, fields);
      read(source, diagnostics, fields, environment, entries);
      top.object("backends");
      top.refuseOthers();
    } else if (root != null) {
      diagnostics.add(
          Diagnostic.error(
              BackendCode.WRONG_VALUE,
              source,
              root.span(),
              "the file must begin with 'backends:'"));
    }
    diagnostics.throwIfErrors();
    return new BackendsFile(source.name(), entries);
  }

  private static void read(
      SourceText source,
      Diagnostics diagnostics,
      YamlValue.Fields root,
      Function<String, @Nullable String> environment,
      Map<String, Entry> entries) {
    YamlValue.Field field = root.values().get("backends");
    if (field == null || !(field.value() instanceof YamlValue.Fields backends)) {
      diagnostics.add(
          Diagnostic.error(
              BackendCode.MISSING_FIELD, source, Span.at(0), "the file defines no 'backends'"));
      return;
    }
    Map<String, List<YamlValue.Scalar>> fallbacks = new LinkedHashMap<>();
    backends
        .values()
        .forEach((name, one) -> {
          if (!(one.value() instanceof YamlValue.Fields inner)) {
            diagnostics.add(
                Diagnostic.error(
                    BackendCode.WRONG_VALUE,
                    source,
                    one.name(),
                    "backend '%s' has no fields".formatted(name)));
            return;
          }
          var reader = new FieldReader(source, diagnostics, inner);
          Optional<ConnectOptions.Builder> builder = new BackendReader(reader, environment).read();
          List<YamlValue.Scalar> after = reader.texts("fallback");
          if (builder.isPresent()) {
            reader.refuseOthers();
          }
          fallbacks.put(name, after);
          builder.ifPresent(known ->
              entries.put(
                  name, new Entry(known, after.stream().map(YamlValue.Scalar::text).toList())));
        });
    fallbacks.forEach((name, after) -> {
      for (YamlValue.Scalar other : after) {
        if (!backends.values().containsKey(other.text())) {
          diagnostics.add(
              Diagnostic.error(
                      BackendCode.UNKNOWN_BACKEND,
                      source,
                      other.span(),
                      "there is no backend '%s'".formatted(other.text()))
                  .hinting("defined: " + String.join(", ", backends.values().keySet())));
        }
        if (other.text().equals(name)) {
          diagnostics.add(
              Diagnostic.error(
                  BackendCode.FALLBACK_CYCLE,
                  source,
                  other.span(),
                  "backend '%s' falls back on itself".formatted(name)));
        }
      }
    });
  }

  /// Returns the names of all backends.
  public Set<String> names() {
    return entries.keySet();
  }

  /// Returns a backend and those it falls back on, each once, in the order in which they are asked.
  ///
  /// @throws IllegalArgumentException when there is none of that name, or the variable with its key
  ///   is not set
  public List<ConnectOptions> chain(String backend) {
    return chain(backend, Optional.empty());
  }

  /// Like [#chain(String)], with another model for the first.
  public List<ConnectOptions> chain(String backend, Optional<String> model) {
    if (!entries.containsKey(backend)) {
      throw new IllegalArgumentException(
          "%s defines no backend '%s'; defined: %s"
              .formatted(name, backend, String.join(", ", entries.keySet())));
    }
    var order = new LinkedHashSet<String>();
    collect(backend, order);
    var chain = new ArrayList<ConnectOptions>();
    for (String one : order) {
      ConnectOptions.Builder builder = entry(one).builder();
      if (one.equals(backend)) {
        model.ifPresent(builder::model);
      }
      chain.add(builder.build());
    }
    return chain;
  }

  private Entry entry(String backend) {
    Entry entry = entries.get(backend);
    if (entry == null) {
      throw new IllegalStateException("backend " + backend + " was read and is not there");
    }
    return entry;
  }

  private void collect(String backend, Set<String> order) {
    if (order.add(backend)) {
      entry(backend).fallbacks().forEach(next -> collect(next, order));
    }
  }
}
