// What the npm package "@anthropic-ai/sdk" makes of the endpoint, as JSON: one member for each scenario.
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({ baseURL: process.env.GATEWAY_URL.replace(/\/v1$/, ''), apiKey: process.env.GATEWAY_KEY });
const user = (content) => ({ role: 'user', content });
const told = {};

async function scenario(name, run) {
	try {
		told[name] = await run();
	}
	catch (ex) {
		told[name] = { error: ex.constructor.name, status: ex.status ?? null, type: ex.error?.error?.type ?? null, message: ex.message };
	}
}

await scenario('whole', async () => {
	const answer = await client.messages.create({ model: 'whole', max_tokens: 100, system: 'Be brief.', messages: [user('Why?')] });
	return { text: answer.content[0].text, reason: answer.stop_reason, tokens: answer.usage.output_tokens };
});

await scenario('streamed', async () => {
	const stream = client.messages.stream({ model: 'streamed', max_tokens: 100, messages: [user('Why?')] });
	const answer = await stream.finalMessage();
	return { text: answer.content[0].text, reason: answer.stop_reason, model: answer.model };
});

const tools = ['weather', 'time'].map((name) => ({ name, description: 'Tells the ' + name,
	input_schema: { type: 'object', properties: { city: { type: 'string' } } } }));

for (const streamed of [false, true]) {
	await scenario(streamed ? 'toolsStreamed' : 'tools', async () => {
		const model = streamed ? 'tools-streamed' : 'tools';
		const messages = [user('Weather and time in Paris?')];
		const ask = () => streamed ? client.messages.stream({ model, max_tokens: 100, messages, tools }).finalMessage()
				: client.messages.create({ model, max_tokens: 100, messages, tools });
		const first = await ask();
		const calls = first.content.filter((block) => block.type === 'tool_use');
		messages.push({ role: 'assistant', content: first.content });
		messages.push(user(calls.map((call) => ({ type: 'tool_result', tool_use_id: call.id, content: call.name + ' of ' + call.input.city }))));
		const last = await ask();
		return { reason: first.stop_reason, calls: calls.map((call) => call.name), text: last.content[0].text };
	});
}

await scenario('refused', () => client.messages.create({ model: 'refused', max_tokens: 100, messages: [user('Why?')] }));

await scenario('broken', async () => {
	let text = '';
	try {
		const stream = await client.messages.create({ model: 'broken', max_tokens: 100, messages: [user('Why?')], stream: true });
		for await (const event of stream) {
			text += event.delta?.text ?? '';
		}
		return { text, ended: true };
	}
	catch (ex) {
		return { text, ended: false, error: ex.constructor.name };
	}
});

await scenario('cancelled', async () => {
	const stream = await client.messages.create({ model: 'endless', max_tokens: 100, messages: [user('Why?')], stream: true });
	for await (const event of stream) {
		if (event.type === 'content_block_delta') {
			stream.controller.abort();
			break;
		}
	}
	return { cancelled: true };
});

console.log(JSON.stringify(told));
