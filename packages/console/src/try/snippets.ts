import type { SessionChoice } from '../shell/session-choice.ts';

/** What a call is written in. */
export const snippetNames = ['curl', 'python', 'node', 'browser'] as const;

/** One of `snippetNames`. */
export type SnippetName = (typeof snippetNames)[number];

/**
 * The same call, written down. The key comes from the environment: code is kept and shown, keys are not.
 *
 * @param baseUrl - of the server, over HTTP, with a slash at the end.
 */
export function snippetOf(name: SnippetName, choice: SessionChoice, baseUrl: string): string {
  switch (name) {
    case 'curl':
      return curlSnippet(choice, baseUrl);
    case 'python':
      return pythonSnippet(choice, baseUrl);
    case 'node':
      return nodeSnippet(choice, baseUrl);
    case 'browser':
      return browserSnippet(choice, baseUrl);
  }
}

function curlSnippet(choice: SessionChoice, baseUrl: string): string {
  const upgrade = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${nonce}`,
  ];
  return `# curl cannot stream a microphone; it shows how the server takes these settings.
# 101 and "listening" within three seconds, or one sentence that says what is wrong:
curl -isN --http1.1 --max-time 3 --output - \\
  -H "Authorization: Bearer $STENO_KEY" \\
${upgrade.map((header) => `  -H ${shellText(header)} \\`).join('\n')}
  ${shellText(realtimeUrl(choice, baseUrl))}

# The newest sessions, and one of them as subtitles:
curl -H "Authorization: Bearer $STENO_KEY" ${shellText(`${baseUrl}v2/sessions?limit=5`)}
curl -H "Authorization: Bearer $STENO_KEY" ${shellText(`${baseUrl}v2/sessions/SESSION?as=srt`)}
`;
}

/** Of RFC 6455, 1.3: any 16 bytes will do. */
const nonce = 'dGhlIHNhbXBsZSBub25jZQ==';

function pythonSnippet(choice: SessionChoice, baseUrl: string): string {
  return `# pip install websockets
# ffmpeg -i talk.mp3 -f s16le -ar 16000 -ac 1 talk.pcm
# STENO_KEY=… python3 transcribe.py talk.pcm
import asyncio, json, os, sys, websockets

URL = ${quoted(webSocketUrl(realtimeUrl(choice, baseUrl)))}

async def main(path):
    async with websockets.connect(URL, subprotocols=["token", os.environ["STENO_KEY"]]) as socket:
        async def send():
            with open(path, "rb") as audio:
                while chunk := audio.read(3200):  # 100 ms
                    await socket.send(chunk)
                    await asyncio.sleep(0.1)
            await socket.send(json.dumps({"action": "stop"}))
        sending = asyncio.create_task(send())
        async for message in socket:
            result = json.loads(message).get("result", {})
            if result.get("is_final"):
                print(result["text"], flush=True)
        await sending

asyncio.run(main(sys.argv[1]))
`;
}

function nodeSnippet(choice: SessionChoice, baseUrl: string): string {
  return `// npm install @steno/client
// STENO_KEY=… node transcribe.mjs talk.mp3
import { createClient, fileInput } from '@steno/client/node';

const [path = 'talk.mp3'] = process.argv.slice(2);
const client = createClient({
  url: ${quoted(serverUrl(baseUrl))},
  token: process.env.STENO_KEY ?? '',
});

const input = await fileInput(path);
const session = client.transcribe(${optionsText(choice)});
session.on('final', ({ text }) => console.log(text));

await input.readable.pipeTo(session.audio);
await session.stop();
`;
}

function browserSnippet(choice: SessionChoice, baseUrl: string): string {
  return `// npm install @steno/client
import { createClient, microphone } from '@steno/client/browser';

const client = createClient({
  url: ${quoted(serverUrl(baseUrl))},
  // Your own server keeps the key. It checks who asks, sends POST ${baseUrl}v2/tokens
  // with the key, and answers with the token that it gets: good for one connection.
  token: async ({ signal }) => (await (await fetch('/token', { method: 'POST', signal })).json()).token,
});

const input = await microphone();
const session = client.transcribe(${optionsText(choice)});
session.on('partial', ({ text }) => console.log('…', text));
session.on('final', ({ text }) => console.log(text));

// input.close() ends the recording.
await input.readable.pipeTo(session.audio);
const transcript = await session.stop();
console.log(transcript.toSrt());
`;
}

/** The address of a session with its options; those that are as usual are left out. */
export function realtimeUrl(choice: SessionChoice, baseUrl: string): string {
  const url = new URL('v2/realtime', baseUrl);
  const add = (name: string, value: string): void => {
    url.searchParams.append(name, value);
  };
  if (choice.language !== '') add('language', choice.language);
  if (choice.type !== 'fast') add('type', choice.type);
  if (choice.endpointingMs !== undefined) add('endpointing_ms', String(choice.endpointingMs));
  if (choice.actualNumbers) add('actual_numbers', 'true');
  if (!choice.formatted) add('formatted', 'false');
  for (const term of choice.keyTerms) add('key_terms', term);
  return url.href;
}

/** The options of the client, as code. */
function optionsText(choice: SessionChoice): string {
  const lines = [
    ...(choice.language === '' ? [] : [`language: ${quoted(choice.language)}`]),
    ...(choice.type === 'fast' ? [] : [`type: ${quoted(choice.type)}`]),
    ...(choice.endpointingMs === undefined ? [] : [`endpointingMs: ${choice.endpointingMs}`]),
    ...(choice.actualNumbers ? ['actualNumbers: true'] : []),
    ...(choice.formatted ? [] : ['formatted: false']),
    ...(choice.keyTerms.length === 0 ? [] : [`keyTerms: [${choice.keyTerms.map(quoted).join(', ')}]`]),
  ];
  return lines.length === 0 ? '' : `{ ${lines.join(', ')} }`;
}

function serverUrl(baseUrl: string): string {
  return webSocketUrl(baseUrl).replace(/\/$/u, '');
}

function webSocketUrl(url: string): string {
  return url.replace(/^http/u, 'ws');
}

/** A text in JavaScript and in Python: what JSON writes is one in both. */
function quoted(text: string): string {
  const double = JSON.stringify(text);
  return text.includes("'") || text.includes('\\') || double.includes('\\') ? double : `'${text}'`;
}

/** A text in a shell. */
function shellText(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
