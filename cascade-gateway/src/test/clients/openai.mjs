// What the npm package "openai" makes of the endpoint, as JSON: one member for each scenario.
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.env.GATEWAY_URL, apiKey: process.env.GATEWAY_KEY });
const user = (content) => ({ role: 'user', content });
const told = {};

async function scenario(name, run) {
	try {
		told[name] = await run();
	}
	catch (ex) {
		told[name] = { error: ex.constructor.name, status: ex.status ?? null, code: ex.code ?? null, message: ex.message };
	}
}

await scenario('models', async () => {
	const names = [];
	for await (const model of client.models.list()) {
		names.push(model.id);
	}
	return names;
});

await scenario('whole', async () => {
	const answer = await client.chat.completions.create({ model: 'whole', messages: [user('Why?')] });
	return { text: answer.choices[0].message.content, model: answer.model, tokens: answer.usage.total_tokens };
});

await scenario('streamed', async () => {
	const stream = await client.chat.completions.create({
		model: 'streamed', messages: [user('Why?')], stream: true, stream_options: { include_usage: true } });
	const models = new Set();
	let text = '';
	let tokens = 0;
	for await (const chunk of stream) {
		models.add(chunk.model);
		text += chunk.choices[0]?.delta?.content ?? '';
		tokens = chunk.usage?.total_tokens ?? tokens;
	}
	return { text, models: [...models], tokens };
});

const tools = ['weather', 'time'].map((name) => ({ type: 'function', function: {
	name, description: 'Tells the ' + name, parameters: { type: 'object', properties: { city: { type: 'string' } } } } }));

for (const stream of [false, true]) {
	await scenario(stream ? 'toolsStreamed' : 'tools', async () => {
		const model = stream ? 'tools-streamed' : 'tools';
		const messages = [user('Weather and time in Paris?')];
		const first = stream ? await client.chat.completions.stream({ model, messages, tools }).finalChatCompletion()
				: await client.chat.completions.create({ model, messages, tools });
		const asked = first.choices[0].message;
		messages.push(asked);
		for (const call of asked.tool_calls) {
			messages.push({ role: 'tool', tool_call_id: call.id, content: call.function.name + ' of ' + JSON.parse(call.function.arguments).city });
		}
		const last = await client.chat.completions.create({ model, messages, tools });
		return { reason: first.choices[0].finish_reason, calls: asked.tool_calls.map((call) => call.function.name),
			text: last.choices[0].message.content };
	});
}

await scenario('structured', async () => {
	const answer = await client.chat.completions.create({
		model: 'structured', messages: [user('The capital of France?')],
		response_format: { type: 'json_schema', json_schema: { name: 'city', strict: true, schema: {
			type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false } } } });
	return JSON.parse(answer.choices[0].message.content);
});

await scenario('refused', () => client.chat.completions.create({ model: 'refused', messages: [user('Why?')] }));

await scenario('refusedStream', () => client.chat.completions.create({ model: 'refused', messages: [user('Why?')], stream: true }));

await scenario('unknown', () => client.chat.completions.create({ model: 'gpt-unknown', messages: [user('Why?')] }));

await scenario('broken', async () => {
	let text = '';
	try {
		const stream = await client.chat.completions.create({ model: 'broken', messages: [user('Why?')], stream: true });
		for await (const chunk of stream) {
			text += chunk.choices[0]?.delta?.content ?? '';
		}
		return { text, ended: true };
	}
	catch (ex) {
		return { text, ended: false, error: ex.constructor.name };
	}
});

await scenario('cancelled', async () => {
	const stream = await client.chat.completions.create({ model: 'endless', messages: [user('Why?')], stream: true });
	for await (const chunk of stream) {
		if (chunk.choices[0]?.delta?.content) {
			stream.controller.abort();
			break;
		}
	}
	return { cancelled: true };
});

await scenario('responses', async () => {
	const answer = await client.responses.create({ model: 'whole', input: 'Why?', store: false });
	return { text: answer.output_text, status: answer.status };
});

await scenario('responsesStreamed', async () => {
	const stream = await client.responses.create({ model: 'streamed', input: 'Why?', store: false, stream: true });
	let text = '';
	let status = null;
	for await (const event of stream) {
		text += event.type === 'response.output_text.delta' ? event.delta : '';
		status = event.type === 'response.completed' ? event.response.status : status;
	}
	return { text, status };
});

await scenario('responsesTools', async () => {
	const flat = tools.map((tool) => ({ type: 'function', ...tool.function, strict: false }));
	const input = [user('Weather and time in Paris?')];
	const first = await client.responses.create({ model: 'tools-responses', input, tools: flat, store: false });
	const calls = first.output.filter((item) => item.type === 'function_call');
	input.push(...first.output);
	for (const call of calls) {
		input.push({ type: 'function_call_output', call_id: call.call_id, output: call.name + ' of ' + JSON.parse(call.arguments).city });
	}
	const last = await client.responses.create({ model: 'tools-responses', input, tools: flat, store: false });
	return { calls: calls.map((call) => call.name), text: last.output_text };
});

await scenario('responsesToolsStreamed', async () => {
	const flat = tools.map((tool) => ({ type: 'function', ...tool.function, strict: false }));
	const response = await client.responses.stream({ model: 'tools-events', input: 'Weather and time in Paris?', tools: flat }).finalResponse();
	const calls = response.output.filter((item) => item.type === 'function_call');
	return { calls: calls.map((call) => call.name), cities: calls.map((call) => JSON.parse(call.arguments).city) };
});

await scenario('responsesBroken', async () => {
	let text = '';
	let last = null;
	const stream = await client.responses.create({ model: 'broken', input: 'Why?', stream: true });
	try {
		for await (const event of stream) {
			text += event.type === 'response.output_text.delta' ? event.delta : '';
			last = event.type;
		}
	}
	catch (ex) {
	}
	return { text, last };
});

await scenario('embeddings', async () => {
	const answer = await client.embeddings.create({ model: 'search', input: ['one', 'two'] });
	return { count: answer.data.length, dimensions: answer.data[0].embedding.length };
});

console.log(JSON.stringify(told));
