/// The server's counters and times, in Micrometer, and as Prometheus reads them.
///
/// | name | what |
/// |---|---|
/// | `espalier_http_responses_total{status}` | answers |
/// | `espalier_http_disconnects_total` | clients that went before their answer was whole |
/// | `espalier_http_requests`, `…_connections` | under way, open |
/// | `espalier_request_seconds` | histogram, whole request |
/// | `espalier_time_to_first_token_seconds` | histogram |
/// | `espalier_inter_token_latency_seconds` | histogram |
/// | `espalier_request_{prompt,completion}_tokens_total` | as billed |
/// | `espalier_{prefilled,cached,forced,sampled,scored}_tokens_total` | as computed |
/// | `espalier_calls_{running,waiting}` | calls in the batch, in the queue |
/// | `espalier_kv_pages`, `…_used`, `…_cached` | pages of the key-value cache |
/// | `espalier_cache_hit_rate` | share of prompt tokens found in the cache |
/// | `espalier_constraint_compile_seconds_{count,sum}` | grammars, schemas, patterns compiled |
/// | `espalier_mask_fill_seconds_{count,sum}` | token masks filled for passes, all threads together |
/// | `espalier_constraints_found_total` | that were compiled already |
/// | `espalier_forward_passes_total`, `espalier_preemptions_total` | of the scheduler |
/// | `espalier_programs_total` | programs started |
/// | `espalier_program_seconds{program,prompt,outcome}` | histogram, programs that ended |
/// | `espalier_program_tokens_total{program,prompt,kind}` | what they cost |
/// | `espalier_program_branches_total{program,prompt}` | branches they opened |
///
/// Programs that were submitted as text are one program, `(submitted)`: labels are bounded by what
/// the server was started with.
///
/// ## Decisions
///
/// - The gauges that the Kubernetes Gateway API Inference Extension picks an endpoint by (its model
///   server protocol: queued requests, key-value cache utilisation, adapters) have the names of
///   vLLM, which its endpoint picker looks for unless told otherwise: `vllm:num_requests_waiting`,
///   `vllm:num_requests_running`, `vllm:kv_cache_usage_perc`, its older name
///   `vllm:gpu_cache_usage_perc`, and `vllm:lora_requests_info`. A picker that takes names by
///   option may use ours.
/// - `vllm:lora_requests_info` is written by hand: the client library takes `_info` off the name of
///   whatever is a gauge, and the protocol wants a gauge.
/// - The scheduler is asked once per scrape, between two of its steps, and all gauges show that
///   moment.
@NullMarked
package io.espalier.runtime.server.metrics;

import org.jspecify.annotations.NullMarked;
