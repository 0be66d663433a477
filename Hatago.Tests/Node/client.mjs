// Uses a Hatago as any client would, with the TypeScript SDK of version 1 (sdk) or 2 (client), and prints what it saw as one JSON object.
// Usage: client.mjs sdk|client URL [REVISION]; the revision is one that is stateless, and of version 2 only.
const [flavour, url, revision] = process.argv.slice(2);
const { Client, StreamableHTTPClientTransport } = flavour === 'client'
  ? await import('@modelcontextprotocol/client')
  : { ...await import('@modelcontextprotocol/sdk/client/index.js'), ...await import('@modelcontextprotocol/sdk/client/streamableHttp.js') };

const client = new Client({ name: `typescript-${flavour}`, version: '1' }, { versionNegotiation: revision ? { mode: { pin: revision } } : undefined });
const transport = new StreamableHTTPClientTransport(new URL(url));
await client.connect(transport);

// Version 1 takes a schema of the result in between.
const call = (name, args = {}, options = {}) => client.callTool({ name, arguments: args }, ...(flavour === 'client' ? [options] : [undefined, options]));
const text = async answer => (await answer).content[0].text;
const refusal = answer => answer.then(() => 'none', error => error.code);

const progress = [];
const seen = {
  revision: transport.protocolVersion ?? client.getNegotiatedProtocolVersion(),
  session: transport.sessionId ?? null,
  server: client.getServerVersion().name,
  tools: (await client.listTools()).tools.map(tool => tool.name),
  greeting: await text(call('hello.hatago', { name: 'Ann' }, { onprogress: step => progress.push(step.progress) })),
  progress,
  ordered: await call('fixture.order', { order: { dish: 'soup', number: 1 } }),
  failed: await call('fixture.throw', { secret: 'x' }),
  refused: await refusal(call('fixture.protocol')),
  unknown: await refusal(client.readResource({ uri: 'fixture://nope' })),
  prompts: (await client.listPrompts()).prompts.map(prompt => prompt.name),
  prompt: (await client.getPrompt({ name: 'fixture_prompt', arguments: { name: 'Ann' } })).messages[0].content.text,
  resources: (await client.listResources()).resources.map(resource => resource.uri),
  templates: (await client.listResourceTemplates()).resourceTemplates.map(template => template.uriTemplate),
  resource: (await client.readResource({ uri: 'fixture://text' })).contents[0].text,
  item: (await client.readResource({ uri: 'fixture://item/5' })).contents[0].text,
};

if (seen.session) {
  await transport.terminateSession();
  const afterwards = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-session-id': seen.session },
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
  });
  seen.afterwards = afterwards.status;
}

await client.close();
console.log(JSON.stringify(seen));
