package io.espalier.runtime.server;

import io.espalier.runtime.interpreter.Tool;
import io.espalier.runtime.server.http.HttpLimits;
import io.espalier.runtime.server.programs.ServedProgram;
import io.espalier.runtime.server.request.ApiKeys;
import io.espalier.runtime.server.request.WorkLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// How a server is started.
///
/// @param host address to listen on
/// @param port 0 for any that is free
/// @param modelName what clients call the model
/// @param keys without them everybody may ask
/// @param origins web origins besides the server's own that browsers may send requests from
/// @param http limits of a connection
/// @param work limits of a request
/// @param programs files that become routes
/// @param tools the host's functions, which submitted programs may call too
/// @param accessLog told one line for each answer, without any text of the request or the answer
public record ServerOptions(
    String host,
    int port,
    String modelName,
    Optional<ApiKeys> keys,
    List<String> origins,
    HttpLimits http,
    WorkLimits work,
    List<ServedProgram> programs,
    Map<String, Tool> tools,
    Consumer<String> accessLog) {
  public ServerOptions {
    origins = List.copyOf(origins);
    programs = List.copyOf(programs);
    tools = Map.copyOf(tools);
  }

  /// Loopback only, no keys, default limits, no programs.
  public static ServerOptions of(String modelName, int port) {
    return new ServerOptions(
        "127.0.0.1",
        port,
        modelName,
        Optional.empty(),
        List.of(),
        HttpLimits.DEFAULT,
        WorkLimits.DEFAULT,
        List.of(),
        Map.of(),
        _ -> {});
  }

  /// Returns these options with limits.
  public ServerOptions withLimits(HttpLimits otherHttp, WorkLimits otherWork) {
    return new ServerOptions(
        host, port, modelName, keys, origins, otherHttp, otherWork, programs, tools, accessLog);
  }

  /// Returns these options with API keys.
  public ServerOptions withKeys(ApiKeys other) {
    return new ServerOptions(
        host, port, modelName, Optional.of(other), origins, http, work, programs, tools, accessLog);
  }

  /// Returns these options with programs and the tools that they call.
  public ServerOptions withPrograms(List<ServedProgram> others, Map<String, Tool> otherTools) {
    return new ServerOptions(
        host, port, modelName, keys, origins, http, work, others, otherTools, accessLog);
  }

  /// Returns these options with an access log.
  public ServerOptions withAccessLog(Consumer<String> log) {
    return new ServerOptions(
        host, port, modelName, keys, origins, http, work, programs, tools, log);
  }
}
