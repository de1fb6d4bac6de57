/// HTTP: programs as requests, the dialects of OpenAI, SGLang and Ollama, and a page to see it all,
/// on the local engine.
///
/// A request goes through `http` (connection, deadlines, back-pressure), the gateway (origin,
/// route, key, room, failures) and the handler of its dialect, on one virtual thread. When the
/// client goes, that thread is interrupted, whatever it is waiting for; the engine takes back what
/// it held.
///
/// ```sh
/// sgl serve notebooks/examples/qa.sgl --port 30000
/// curl localhost:30000/run/qa/qa -d '{"question": "What is the capital of Italy?"}'
/// curl localhost:30000/v1/chat/completions -d '{"messages": [{"role": "user", "content": "Hi"}]}'
/// curl -N localhost:30000/v1/programs -H 'Accept: text/event-stream' -d '{"name": "qa",
///   "args": {"question": "What is the capital of Italy?"}}'
/// ```
///
/// | limit | default | beyond it |
/// |---|---|---|
/// | header, request line | 16 KiB, 8 KiB | 431, 414 |
/// | body | 8 MiB | 413 |
/// | time to read a request | 30 s | 408 |
/// | idle connection | 75 s | closed |
/// | reader that does not read | 256 KiB, then 30 s | closed, request cancelled |
/// | connections | 20,000 | closed |
/// | requests behind one on a connection | 16 | reading pauses |
/// | requests that generate at a time | 2048 | 503, Retry-After |
/// | programs at a time | 64 | 503, Retry-After |
/// | tokens of a generation | 32,768 | 400 |
/// | `n` times prompts | 128 | 400 |
/// | stop strings, choices | 16, 10,000 | 400 |
/// | messages, tools | 2048, 128 | 400 |
/// | time of a request | 10 min | 504 |
/// | tokens, branches a program may use | 200,000, 10,000 | 413 with its bound |
/// | time of a program | 10 min | 413 |
/// | responses kept, characters of them | 1024, 32 Mi | least recently used forgotten |
/// | requests, tokens of a key in a minute | as its line says, else none | 429, Retry-After |
/// | ended programs kept, events of each | 256, 8 MiB | oldest forgotten, deltas left out |
@NullMarked
package io.espalier.runtime.server;

import org.jspecify.annotations.NullMarked;
