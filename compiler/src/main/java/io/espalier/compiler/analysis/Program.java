package io.espalier.compiler.analysis;

import io.espalier.compiler.types.IrType;
import io.espalier.dsl.ast.Declaration;
import io.espalier.dsl.ast.Statement;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A program as far as it has been checked: its files, what they declare and what is known of their
/// nodes.
public final class Program {
  private final List<Module> modules;
  private final TypeResolver types;
  private final Facts facts = new Facts();
  private final List<Callable> callables;
  private final IdentityHashMap<Declaration, Callable> byDeclaration = new IdentityHashMap<>();
  private final IdentityHashMap<Declaration, Boolean> conversations = new IdentityHashMap<>();
  final CallGraph calls = new CallGraph();

  Program(List<Module> modules, TypeResolver types, List<Callable> callables) {
    this.modules = List.copyOf(modules);
    this.types = types;
    this.callables = List.copyOf(callables);
    callables.forEach(callable -> byDeclaration.put(callable.declaration(), callable));
  }

  /// The files, imported ones first.
  public List<Module> modules() {
    return modules;
  }

  /// The file that was compiled.
  public Module root() {
    return modules.getLast();
  }

  /// What checking found out.
  public Facts facts() {
    return facts;
  }

  /// Every prompt, function and tool, in order of declaration, imported files first.
  public List<Callable> callables() {
    return callables;
  }

  /// Every record, enum, union and tool, in order of declaration.
  public List<IrType> namedTypes() {
    Map<String, IrType> named = new LinkedHashMap<>();
    for (Module module : modules) {
      for (Declaration declaration : module.types.values()) {
        switch (types.declared(module, declaration)) {
          case IrType.RecordType record -> named.putIfAbsent(record.name(), record);
          case IrType.Enumeration enumeration -> named.putIfAbsent(enumeration.name(), enumeration);
          case IrType.UnionType union when !union.name().isEmpty() ->
              named.putIfAbsent(union.name(), union);
          case IrType _ -> {}
        }
      }
    }
    return List.copyOf(named.values());
  }

  TypeResolver types() {
    return types;
  }

  /// The prompt, function or tool that `module` declares as `name`.
  public Optional<Callable> callable(Module module, String name) {
    return Optional.ofNullable(module.callables.get(name)).map(byDeclaration::get);
  }

  /// Whether a prompt is a conversation: whether it, or what it includes, opens turns.
  public boolean isConversation(Callable prompt) {
    Boolean known = conversations.get(prompt.declaration());
    if (known == null) {
      // A circle of includes is refused elsewhere; here it only must end.
      conversations.put(prompt.declaration(), false);
      known =
          prompt.declaration() instanceof Declaration.PromptDeclaration declaration
              && opensTurns(prompt.module(), declaration.body());
      conversations.put(prompt.declaration(), known);
    }
    return known;
  }

  /// Whether a block opens turns, itself or in what it includes.
  public boolean opensTurns(Module module, Statement.Block block) {
    return new TurnSearch(this, module).found(block);
  }
}
