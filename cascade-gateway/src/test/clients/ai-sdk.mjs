// What Vercel's AI SDK makes of the endpoint, as JSON: one member for each scenario.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, Output, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';

const provider = createOpenAICompatible({
	name: 'house', baseURL: process.env.GATEWAY_URL, apiKey: process.env.GATEWAY_KEY, includeUsage: true,
	supportsStructuredOutputs: true });
const told = {};

async function scenario(name, run) {
	try {
		told[name] = await run();
	}
	catch (ex) {
		const cause = ex.lastError ?? ex;
		told[name] = { error: cause.name, status: cause.statusCode ?? null, retryable: cause.isRetryable ?? null, message: cause.message };
	}
}

await scenario('whole', async () => {
	const answer = await generateText({ model: provider('whole'), prompt: 'Why?' });
	return { text: answer.text, model: answer.response.modelId, tokens: answer.usage.totalTokens, reason: answer.finishReason };
});

await scenario('streamed', async () => {
	const answer = streamText({ model: provider('streamed'), prompt: 'Why?' });
	let text = '';
	for await (const piece of answer.textStream) {
		text += piece;
	}
	return { text, tokens: (await answer.usage).totalTokens, reason: await answer.finishReason };
});

const cities = { inputSchema: z.object({ city: z.string() }) };
const ran = [];
const tools = Object.fromEntries(['weather', 'time'].map((name) => [name, tool({
	description: 'Tells the ' + name, ...cities, execute: async ({ city }) => {
		ran.push(name);
		return name + ' of ' + city;
	} })]));

await scenario('tools', async () => {
	const answer = await generateText({ model: provider('tools'), prompt: 'Weather and time in Paris?', tools, stopWhen: stepCountIs(3) });
	return { text: answer.text, ran: ran.splice(0), steps: answer.steps.length };
});

await scenario('toolsStreamed', async () => {
	const answer = streamText({ model: provider('tools-streamed'), prompt: 'Weather and time in Paris?', tools, stopWhen: stepCountIs(3) });
	return { text: await answer.text, ran: ran.splice(0), steps: (await answer.steps).length };
});

await scenario('structured', async () => {
	const answer = await generateText({ model: provider('structured'), prompt: 'The capital of France?',
		output: Output.object({ schema: z.object({ city: z.string() }) }) });
	return answer.output;
});

await scenario('refused', () => generateText({ model: provider('refused'), prompt: 'Why?' }));

await scenario('broken', async () => {
	let text = '';
	let failure = null;
	const answer = streamText({ model: provider('broken'), prompt: 'Why?', onError: ({ error }) => { failure = error; } });
	try {
		for await (const part of answer.fullStream) {
			text += part.type === 'text-delta' ? part.text ?? part.delta ?? '' : '';
		}
	}
	catch (ex) {
		failure = ex;
	}
	return { text, failed: failure !== null };
});

await scenario('cancelled', async () => {
	const controller = new AbortController();
	const answer = streamText({ model: provider('endless'), prompt: 'Why?', abortSignal: controller.signal });
	for await (const part of answer.fullStream) {
		if (part.type === 'text-delta') {
			controller.abort();
			break;
		}
	}
	return { cancelled: true };
});

console.log(JSON.stringify(told));
