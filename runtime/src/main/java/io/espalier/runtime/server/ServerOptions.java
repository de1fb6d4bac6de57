package io.espalier.runtime.server;

import io.espalier.runtime.interpreter.Tool;
import io.espalier.runtime.server.http.HttpLimits;
import io.espalier.runtime.server.http.TlsFiles;
import io.espalier.runtime.server.programs.ServedProgram;
import io.espalier.runtime.server.request.ApiKeys;
import io.espalier.runtime.server.request.WorkLimits;
import io.espalier.runtime.server.tracing.Tracing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// How a server is started.
///
/// @param host address to listen on
/// @param port 0 for any that is free
/// @param modelName what clients call the model
/// @param tls certificate and key; without them the server speaks plain HTTP
/// @param keys without them everybody may ask
/// @param origins web origins besides the server's own that browsers may send requests from
/// @param http limits of a connection
/// @param work limits of a request
/// @param programs files that become routes
/// @param tools the host's functions, which submitted programs may call too
/// @param accessLog told one line for each answer, without any text of the request or the answer
/// @param tracing makes a span for each request; the server leaves it open
public record ServerOptions(
    String host,
    int port,
    String modelName,
    Optional<TlsFiles> tls,
    Optional<ApiKeys> keys,
    List<String> origins,
    HttpLimits http,
    WorkLimits work,
    List<ServedProgram> programs,
    Map<String, Tool> tools,
    Consumer<String> accessLog,
    Tracing tracing) {
  public ServerOptions {
    origins = List.copyOf(origins);
    programs = List.copyOf(programs);
    tools = Map.copyOf(tools);
  }

  /// Loopback only, no TLS, no keys, default limits, no programs.
  public static ServerOptions of(String modelName, int port) {
    return new ServerOptions(
        "127.0.0.1",
        port,
        modelName,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        HttpLimits.DEFAULT,
        WorkLimits.DEFAULT,
        List.of(),
        Map.of(),
        _ -> {},
        Tracing.NONE);
  }

  /// Returns these options with another address.
  public ServerOptions withHost(String other) {
    return new ServerOptions(
        other, port, modelName, tls, keys, origins, http, work, programs, tools, accessLog,
        tracing);
  }

  /// Returns these options with TLS.
  public ServerOptions withTls(TlsFiles other) {
    return new ServerOptions(
        host,
        port,
        modelName,
        Optional.of(other),
        keys,
        origins,
        http,
        work,
        programs,
        tools,
        accessLog,
        tracing);
  }

  /// Returns these options with API keys.
  public ServerOptions withKeys(ApiKeys other) {
    return new ServerOptions(
        host,
        port,
        modelName,
        tls,
        Optional.of(other),
        origins,
        http,
        work,
        programs,
        tools,
        accessLog,
        tracing);
  }

  /// Returns these options with further web origins.
  public ServerOptions withOrigins(List<String> others) {
    return new ServerOptions(
        host, port, modelName, tls, keys, others, http, work, programs, tools, accessLog, tracing);
  }

  /// Returns these options with limits.
  public ServerOptions withLimits(HttpLimits otherHttp, WorkLimits otherWork) {
    return new ServerOptions(
        host, port, modelName, tls, keys, origins, otherHttp, otherWork, programs, tools, accessLog,
        tracing);
  }

  /// Returns these options with programs and the tools that they call.
  public ServerOptions withPrograms(List<ServedProgram> others, Map<String, Tool> otherTools) {
    return new ServerOptions(
        host,
        port,
        modelName,
        tls,
        keys,
        origins,
        http,
        work,
        others,
        otherTools,
        accessLog,
        tracing);
  }

  /// Returns these options with an access log.
  public ServerOptions withAccessLog(Consumer<String> log) {
    return new ServerOptions(
        host, port, modelName, tls, keys, origins, http, work, programs, tools, log, tracing);
  }

  /// Returns these options with traces.
  public ServerOptions withTracing(Tracing other) {
    return new ServerOptions(
        host, port, modelName, tls, keys, origins, http, work, programs, tools, accessLog, other);
  }
}
