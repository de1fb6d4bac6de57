package io.espalier.runtime;

import io.espalier.compiler.ir.IrProgram;
import io.espalier.compiler.ir.Routine;
import io.espalier.compiler.types.IrType;
import io.espalier.compiler.types.JavaTypes;
import io.espalier.compiler.types.JavaValues;
import io.espalier.compiler.types.TypeText;
import io.espalier.compiler.types.UnsupportedJavaTypeException;
import io.espalier.dsl.Program;
import io.espalier.runtime.interpreter.ProgramRunner;
import io.espalier.runtime.interpreter.RunOptions;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Interfaces whose methods are the prompts of a `.sgl` file.
final class Binding {
  private Binding() {}

  static <T> T bind(Engine engine, Class<T> api, RunOptions options) throws IOException {
    Program annotation = api.getAnnotation(Program.class);
    if (!api.isInterface() || annotation == null) {
      throw new BindingException(
          api, List.of("it must be an interface annotated with @Program(\"file.sgl\")"));
    }
    ProgramRunner program = engine.compile(locate(api, annotation.value()));
    Map<Method, Routine> prompts = match(api, program.program());
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          Object[] given = arguments == null ? new Object[0] : arguments;
          if (method.getDeclaringClass() == Object.class) {
            return objectMethod(api, proxy, method, given);
          }
          if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, given);
          }
          Routine prompt = prompts.get(method);
          if (prompt == null) {
            throw new IllegalStateException("method " + method + " was not bound");
          }
          return call(engine, program, prompt, method, given, options);
        };
    return api.cast(Proxy.newProxyInstance(api.getClassLoader(), new Class<?>[] {api}, handler));
  }

  /// A file relative to the working folder, or a resource beside the interface, unpacked with
  /// nothing else around it.
  private static Path locate(Class<?> api, String name) throws IOException {
    Path file = Path.of(name);
    if (Files.exists(file)) {
      return file;
    }
    try (InputStream resource = api.getResourceAsStream(name)) {
      if (resource == null) {
        throw new BindingException(
            api,
            List.of(
                "there is neither a file %s nor a resource of that name beside the interface"
                    .formatted(file.toAbsolutePath())));
      }
      Path folder = Files.createTempDirectory("espalier");
      Path copy = folder.resolve(String.valueOf(file.getFileName()));
      Files.copy(resource, copy);
      copy.toFile().deleteOnExit();
      folder.toFile().deleteOnExit();
      return copy;
    }
  }

  private static Map<Method, Routine> match(Class<?> api, IrProgram program) {
    var problems = new ArrayList<String>();
    var prompts = new ConcurrentHashMap<Method, Routine>();
    for (Method method : api.getMethods()) {
      if (method.isDefault() || Modifier.isStatic(method.getModifiers())) {
        continue;
      }
      Optional<Routine> prompt = program.prompt(method.getName());
      if (prompt.isEmpty()) {
        problems.add(
            "method %s: %s has no such prompt; it has: %s"
                .formatted(
                    method.getName(),
                    program.name(),
                    program.prompts().stream().map(Routine::name).toList()));
        continue;
      }
      compare(method, prompt.get(), problems);
      prompts.put(method, prompt.get());
    }
    if (!problems.isEmpty()) {
      throw new BindingException(api, problems);
    }
    return prompts;
  }

  private static void compare(Method method, Routine prompt, List<String> problems) {
    Type[] types = method.getGenericParameterTypes();
    if (types.length != prompt.parameters().size()) {
      problems.add(
          "method %s takes %d arguments, prompt %s takes %d"
              .formatted(
                  method.getName(), types.length, prompt.name(), prompt.parameters().size()));
      return;
    }
    for (int i = 0; i < types.length; i++) {
      IrType wanted = prompt.parameters().get(i).type();
      String place =
          "method %s, argument %d ('%s')"
              .formatted(method.getName(), i + 1, prompt.parameters().get(i).name());
      compare(place, types[i], wanted, problems);
    }
    if (!(prompt.result() instanceof IrType.None)) {
      compare(
          "method " + method.getName() + ", result",
          method.getGenericReturnType(),
          prompt.result(),
          problems);
    } else if (method.getReturnType() != void.class) {
      problems.add(
          "method %s returns %s, prompt %s returns nothing"
              .formatted(method.getName(), method.getReturnType().getSimpleName(), prompt.name()));
    }
  }

  private static void compare(String place, Type java, IrType wanted, List<String> problems) {
    try {
      IrType given = JavaTypes.typeOf(java);
      if (!TypeShapes.sameShape(given, wanted)) {
        problems.add(
            "%s: Java type %s stands for %s, the program says %s"
                .formatted(place, java.getTypeName(), TypeText.of(given), TypeText.of(wanted)));
      }
    } catch (UnsupportedJavaTypeException e) {
      problems.add(place + ": " + e.getMessage());
    }
  }

  private static @Nullable Object call(
      Engine engine,
      ProgramRunner program,
      Routine prompt,
      Method method,
      Object[] arguments,
      RunOptions options) {
    List<@Nullable Object> values = program.arguments(prompt, Arrays.asList(arguments));
    Object value = program.run(engine.backend(), prompt, values, options).value();
    return method.getReturnType() == void.class
        ? null
        : JavaValues.toJava(value, method.getGenericReturnType());
  }

  @SuppressWarnings("ReferenceEquality") // an interface bound twice is two objects
  private static boolean isSame(Object proxy, Object other) {
    return proxy == other;
  }

  private static Object objectMethod(
      Class<?> api, Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "toString" -> api.getSimpleName() + " bound to its program";
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> isSame(proxy, arguments[0]);
      default -> throw new IllegalStateException("unexpected method " + method);
    };
  }
}
