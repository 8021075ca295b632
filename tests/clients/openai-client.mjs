// OpenAI's own client against a server of ours; each scenario prints what a program sees as JSON:
//   node tests/clients/openai-client.mjs SCENARIO http://127.0.0.1:8000/v1 KEY MODEL
import OpenAI from "openai";

const [scenario, baseURL, apiKey, model] = process.argv.slice(2);
let requests = 0;
const counting = (url, init) => (requests++, fetch(url, init));
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0, fetch: counting });

const weather = {
  type: "function",
  function: {
    name: "weather",
    description: "The weather in a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false },
    strict: true,
  },
};
const ask = (content, more = {}) => ({ model, messages: [{ role: "user", content }], ...more });

const scenarios = {
  async chat() {
    const { id, object, created, model: spoke, choices, usage } = await client.chat.completions.create(
      ask([{ type: "text", text: "Hi" }], { temperature: 0.5, stop: ["END"], max_tokens: 100, seed: 7 }),
    );
    return { id: id.slice(0, 9), object, created: Number.isInteger(created), model: spoke, choices, usage };
  },

  async stream() {
    const stream = await client.chat.completions.create(ask("Hi", { stream: true, stream_options: { include_usage: true } }));
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    return {
      ids: new Set(chunks.map((c) => c.id)).size,
      objects: [...new Set(chunks.map((c) => c.object))],
      models: [...new Set(chunks.map((c) => c.model))],
      role: chunks[0].choices[0].delta.role,
      text: chunks.map((c) => c.choices[0]?.delta.content ?? "").join(""),
      reasons: chunks.map((c) => c.choices[0]?.finish_reason).filter(Boolean),
      last: { choices: chunks.at(-1).choices, usage: chunks.at(-1).usage },
    };
  },

  // The client calls the function and goes on by itself, as programs with tools do.
  async tools() {
    const asked = [];
    const tool = { type: "function", function: { ...weather.function, parse: JSON.parse, function: ({ city }) => (asked.push(city), `Rain in ${city}`) } };
    const whole = client.chat.completions.runTools(ask("Weather?", { tools: [tool] }));
    const first = await whole.finalContent();
    const streamed = client.chat.completions.runTools(ask("Weather?", { tools: [tool], stream: true }));
    return { asked, first, second: await streamed.finalContent() };
  },

  // Goes away with the third piece: the model never ends.
  async pieces() {
    const stream = await client.chat.completions.create(ask("Weather?", { tools: [weather], stream: true }));
    const pieces = [];
    for await (const chunk of stream) {
      pieces.push(...(chunk.choices[0].delta.tool_calls ?? []));
      if (pieces.length === 3) break;
    }
    return pieces;
  },

  // As the client is unless it is told otherwise.
  async repeats() {
    const eager = new OpenAI({ baseURL, apiKey, maxRetries: 2, fetch: counting });
    const { status, code, headers } = await eager.chat.completions.create(ask("Hi")).catch((e) => e);
    return { status, code, retry: headers.get("x-should-retry"), requests };
  },

  async format() {
    const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"], additionalProperties: false };
    const answer = await client.chat.completions.create(
      ask("A number", { response_format: { type: "json_schema", json_schema: { name: "number", schema, strict: true } } }),
    );
    return JSON.parse(answer.choices[0].message.content);
  },

  async embeddings() {
    const usual = await client.embeddings.create({ model, input: ["four", "three"] });
    const numbers = await client.embeddings.create({ model, input: "four", encoding_format: "float", dimensions: 3 });
    return {
      usual: usual.data.map((d) => [d.index, Array.from(d.embedding)]),
      numbers: numbers.data[0].embedding,
      usage: numbers.usage,
      model: numbers.model,
      object: [numbers.object, numbers.data[0].object],
    };
  },

  async models() {
    const ids = [];
    for await (const one of client.models.list()) ids.push(one.id);
    const one = await client.models.retrieve(model);
    return { ids, one };
  },

  // Gives up a stream, and a whole answer when it is told to; and stays.
  async abort() {
    const stream = await client.chat.completions.create(ask("Hi", { stream: true }));
    for await (const chunk of stream) {
      if (!chunk.choices[0].delta.content) continue;
      stream.controller.abort();
      break;
    }
    const whole = new AbortController();
    const pending = client.chat.completions.create(ask("Hi"), { signal: whole.signal });
    process.stdin.once("data", () => whole.abort());
    const name = await pending.catch((e) => e.constructor.name);
    await new Promise((done) => process.stdin.on("end", done));
    return { name };
  },

  async errors() {
    const attempt = (work) => work().then(() => "no error", (e) => [e.constructor.name, e.status, e.code, e.type, e.param]);
    const stranger = new OpenAI({ baseURL, apiKey: "wrong", maxRetries: 0 });
    const result = {
      stranger: await attempt(() => stranger.chat.completions.create(ask("Hi"))),
      unknown: await attempt(() => client.chat.completions.create({ ...ask("Hi"), model: "acme:nothing" })),
      absent: await attempt(() => client.models.retrieve("acme:nothing/at-all")),
      several: await attempt(() => client.chat.completions.create(ask("Hi", { n: 2 }))),
      empty: await attempt(() => client.chat.completions.create(ask(""))),
      huge: await attempt(() => client.chat.completions.create(ask("x".repeat(1_000_000)))),
    };
    requests = 0;
    result.down = await attempt(() => client.chat.completions.create(ask("Hi")));
    result.requests = requests;
    return result;
  },

  async broken() {
    let text = "";
    try {
      for await (const chunk of await client.chat.completions.create(ask("Hi", { stream: true }))) text += chunk.choices[0].delta.content ?? "";
    } catch (e) {
      return { text, error: [e.constructor.name, e.code, e.type, e.message] };
    }
    return { text, error: null };
  },
};

console.log(JSON.stringify(await scenarios[scenario]()));
