package io.espalier.compiler.analysis;

import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.Name;
import io.espalier.dsl.ast.ProgramFile;
import io.espalier.dsl.ast.Quoted;
import io.espalier.dsl.diagnostic.Diagnostics;
import io.espalier.dsl.diagnostic.SourceText;
import io.espalier.dsl.syntax.ProgramReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads a program's files and collects what they declare.
final class ModuleLoader {
  private static final int MAX_FILES = 64;

  /// Names that mean something everywhere.
  static final Set<String> RESERVED =
      Set.of(
          "string", "int", "float", "bool", "json", "map", "schema", "grammar", "it", "stats",
          "null", "true", "false");

  private final ImportResolver resolver;
  private final Diagnostics diagnostics;
  private final Map<String, Module> loaded = new LinkedHashMap<>();
  private final Deque<String> open = new ArrayDeque<>();
  private boolean readable = true;

  ModuleLoader(ImportResolver resolver, Diagnostics diagnostics) {
    this.resolver = resolver;
    this.diagnostics = diagnostics;
  }

  /// The file and everything that it imports, imported files first; empty if one of them is not
  /// readable, with diagnostics.
  Optional<List<Module>> load(SourceText source) {
    String path = source.name().substring(source.name().lastIndexOf('/') + 1);
    read(path, "", source);
    return readable ? Optional.of(List.copyOf(loaded.values())) : Optional.empty();
  }

  private Optional<Module> read(String path, String prefix, SourceText source) {
    var result = ProgramReader.read(source);
    diagnostics.addAll(result.diagnostics());
    if (result.hasErrors()) {
      readable = false;
      return Optional.empty();
    }
    ProgramFile file = result.program();
    var module = new Module(path, prefix, file, diagnostics);
    open.push(path);
    declare(module);
    open.pop();
    loaded.put(path, module);
    return Optional.of(module);
  }

  private void declare(Module module) {
    Map<String, Name> names = new LinkedHashMap<>();
    for (Declaration declaration : module.file().declarations()) {
      switch (declaration) {
        case Declaration.ImportFile(_, var path, var alias) -> {
          boolean first = name(module, alias, names);
          importFile(module, path)
              .filter(_ -> first)
              .ifPresent(imported -> module.imports.put(alias.text(), imported));
        }
        case Declaration.ImportSchema(_, _, var alias) ->
            add(module, alias, names, module.types, declaration);
        case Declaration.RecordDeclaration(_, _, var name, _) ->
            add(module, name, names, module.types, declaration);
        case Declaration.EnumDeclaration(_, _, var name, _) ->
            add(module, name, names, module.types, declaration);
        case Declaration.UnionDeclaration(_, _, var name, _) ->
            add(module, name, names, module.types, declaration);
        case Declaration.TypeAlias(_, _, var name, _) ->
            add(module, name, names, module.types, declaration);
        case Declaration.FunctionDeclaration(_, _, var name, _, _, _) ->
            add(module, name, names, module.callables, declaration);
        case Declaration.PromptDeclaration(_, _, var name, _, _, _) ->
            add(module, name, names, module.callables, declaration);
        case Declaration.ToolDeclaration(_, _, var name, _, _) -> {
          add(module, name, names, module.callables, declaration);
          module.types.putIfAbsent(name.text(), declaration);
        }
        case Declaration.TestDeclaration _ -> {}
      }
    }
  }

  private static void add(
      Module module,
      Name name,
      Map<String, Name> names,
      Map<String, Declaration> table,
      Declaration declaration) {
    if (name(module, name, names)) {
      table.put(name.text(), declaration);
    }
  }

  private static boolean name(Module module, Name name, Map<String, Name> names) {
    if (RESERVED.contains(name.text())) {
      module.error(
          CheckCode.RESERVED,
          name.span(),
          "'" + name.text() + "' is a name of the language",
          "choose another name");
      return false;
    }
    Name first = names.putIfAbsent(name.text(), name);
    if (first != null) {
      module.error(
          CheckCode.DUPLICATE,
          name.span(),
          "'" + name.text() + "' is declared twice",
          "the first is at " + module.source().place(first.span().start()));
    }
    return first == null;
  }

  private Optional<Module> importFile(Module from, Quoted quoted) {
    Optional<String> path = normalise(from, quoted);
    if (path.isEmpty()) {
      readable = false;
      return Optional.empty();
    }
    if (open.contains(path.get())) {
      List<String> circle = new ArrayList<>(open).reversed();
      circle = new ArrayList<>(circle.subList(circle.indexOf(path.get()), circle.size()));
      circle.add(path.get());
      from.error(
          CheckCode.IMPORT_CYCLE,
          quoted.span(),
          "files import each other: " + String.join(" → ", circle),
          "move what both need into a third file");
      readable = false;
      return Optional.empty();
    }
    Module known = loaded.get(path.get());
    if (known != null) {
      return Optional.of(known);
    }
    if (loaded.size() + open.size() >= MAX_FILES) {
      from.error(
          CheckCode.TOO_MANY_FILES,
          quoted.span(),
          "the program has more than " + MAX_FILES + " files",
          "put small files together");
      readable = false;
      return Optional.empty();
    }
    Optional<String> text = text(from, quoted, path.get());
    if (text.isEmpty()) {
      readable = false;
      return Optional.empty();
    }
    String prefix = path.get().replaceFirst("\\.sgl$", "") + ".";
    return read(path.get(), prefix, new SourceText(path.get(), text.get()));
  }

  /// The text of a file named in a program, or a diagnostic.
  Optional<String> text(Module from, Quoted quoted) {
    return normalise(from, quoted).flatMap(path -> text(from, quoted, path));
  }

  private Optional<String> text(Module from, Quoted quoted, String path) {
    try {
      return Optional.of(resolver.read(path));
    } catch (IOException e) {
      from.error(
          CheckCode.UNREADABLE,
          quoted.span(),
          "cannot read '" + path + "': " + e.getMessage(),
          "paths are relative to the file that names them");
      return Optional.empty();
    }
  }

  private static Optional<String> normalise(Module from, Quoted quoted) {
    Deque<String> names = new ArrayDeque<>();
    int slash = from.path().lastIndexOf('/');
    String folder = slash < 0 ? "" : from.path().substring(0, slash + 1);
    boolean inside = !quoted.text().startsWith("/") && !quoted.text().contains("\\");
    for (String name : (folder + quoted.text()).split("/", -1)) {
      switch (name) {
        case "", "." -> {}
        case ".." -> inside &= names.pollLast() != null;
        default -> names.addLast(name);
      }
    }
    if (!inside || names.isEmpty() || quoted.text().indexOf(':') >= 0) {
      from.error(
          CheckCode.IMPORT_OUTSIDE,
          quoted.span(),
          "'" + quoted.text() + "' is no path inside the program's folder",
          "put the file beside the program and name it relative to this file");
      return Optional.empty();
    }
    return Optional.of(String.join("/", names));
  }
}
