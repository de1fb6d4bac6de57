// OpenAI's own Node client against a running server.
//
//   sgl serve --port 30000 &
//   npm install && ESPALIER_URL=http://127.0.0.1:30000 npm run check
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const url = process.env.ESPALIER_URL ?? 'http://127.0.0.1:30000';
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: process.env.ESPALIER_KEY ?? 'none', maxRetries: 0 });
const model = (await client.models.list()).data[0].id;
const messages = [{ role: 'user', content: 'Hello' }];
const verdict = {
  type: 'object',
  properties: { mood: { enum: ['glad', 'sad'] }, sure: { type: 'boolean' } },
  required: ['mood', 'sure'],
  additionalProperties: false,
};
const weather = {
  type: 'object',
  properties: { city: { enum: ['Oslo', 'Rome'] } },
  required: ['city'],
  additionalProperties: false,
};

const checks = {
  async 'names its model'() {
    assert.equal((await client.models.retrieve(model)).id, model);
  },

  async 'chats'() {
    const answer = await client.chat.completions.create({ model, messages, max_tokens: 12 });
    assert.equal(typeof answer.choices[0].message.content, 'string');
    assert.ok(answer.usage.completion_tokens > 0);
  },

  async 'streams the text it gives as a whole'() {
    const body = { model, messages, max_tokens: 12, temperature: 0 };
    const whole = await client.chat.completions.create(body);
    const stream = await client.chat.completions.create({
      ...body, stream: true, stream_options: { include_usage: true },
    });
    let text = '';
    let usage;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? '';
      usage = chunk.usage ?? usage;
    }
    assert.equal(text, whole.choices[0].message.content);
    assert.equal(usage.total_tokens, whole.usage.total_tokens);
  },

  async 'calls the tool it must call'() {
    const answer = await client.chat.completions.create({
      model,
      messages,
      tools: [{ type: 'function', function: { name: 'weather', parameters: weather } }],
      tool_choice: 'required',
    });
    const call = answer.choices[0].message.tool_calls[0];
    assert.equal(call.function.name, 'weather');
    assert.ok(['Oslo', 'Rome'].includes(JSON.parse(call.function.arguments).city));
  },

  async 'answers by a schema'() {
    const answer = await client.chat.completions.create({
      model,
      messages,
      response_format: { type: 'json_schema', json_schema: { name: 'verdict', strict: true, schema: verdict } },
    });
    const value = JSON.parse(answer.choices[0].message.content);
    assert.ok(['glad', 'sad'].includes(value.mood));
    assert.equal(typeof value.sure, 'boolean');
  },

  async 'completes with log-probabilities'() {
    const answer = await client.completions.create({
      model, prompt: 'The capital of France is', max_tokens: 4, logprobs: 2, echo: true,
    });
    assert.ok(answer.choices[0].text.startsWith('The capital of France is'));
    assert.equal(answer.choices[0].logprobs.token_logprobs[0], null);
  },

  async 'responds, remembers, and forgets'() {
    const first = await client.responses.create({ model, input: 'Hello', max_output_tokens: 12 });
    assert.equal(typeof first.output_text, 'string');
    const second = await client.responses.create({
      model, input: 'Again', max_output_tokens: 8, previous_response_id: first.id,
    });
    assert.ok(second.usage.input_tokens > first.usage.input_tokens);
    await client.responses.delete(first.id);
    await assert.rejects(client.responses.retrieve(first.id), OpenAI.NotFoundError);
  },

  async 'streams a response'() {
    const stream = client.responses.stream({
      model,
      input: 'Hello',
      temperature: 0,
      max_output_tokens: 40,
      text: { format: { type: 'json_schema', name: 'verdict', strict: true, schema: verdict } },
    });
    let text = '';
    stream.on('response.output_text.delta', event => { text += event.delta; });
    const final = await stream.finalResponse();
    assert.equal(final.output_text, text);
    assert.equal(typeof JSON.parse(text).sure, 'boolean');
  },

  async 'throws the error of each failure'() {
    await assert.rejects(
      client.chat.completions.create({ model: 'gpt', messages }), OpenAI.NotFoundError);
    await assert.rejects(
      client.chat.completions.create({ model, messages, top_p: 7 }),
      error => error instanceof OpenAI.BadRequestError && error.param === 'top_p');
  },

  async 'is stopped by its caller'() {
    const stop = new AbortController();
    const stream = await client.chat.completions.create(
      { model, messages, max_tokens: 400, stream: true, ignore_eos: true }, { signal: stop.signal });
    for await (const _ of stream) {
      stop.abort();
      break;
    }
    assert.equal((await fetch(`${url}/health`)).status, 200);
  },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok    ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}: ${error.stack}`);
  }
}
process.exit(failed === 0 ? 0 : 1);
