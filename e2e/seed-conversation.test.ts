import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseServerMessage, type ServerMessage } from '@steno/protocol';
import { chunksOf, makeTemporaryDirectory, type TemporaryDirectory, within, wordErrors } from '@steno/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { findTestRecognizer, type TestRecognizer } from './support/recognizer.ts';
import { startSteno, type StenoProcess } from './support/steno-process.ts';

/** The pause behind a chunk of 100 ms. */
const pauseSeconds = (): number => 0.1 / recognizer.pace;

interface Heard {
  /** Chunks the client had sent before it saw the message. */
  readonly sent: number;
  readonly message: ServerMessage;
}

interface Conversation {
  readonly heard: readonly Heard[];
  readonly code: number | null | undefined;
}

let recognizer: TestRecognizer;
let steno: StenoProcess;
let directory: TemporaryDirectory;
let pcmFile: string;
let bytes: Uint8Array;

beforeAll(async () => {
  recognizer = await findTestRecognizer();
  bytes = new Uint8Array(recognizer.recording.samples.buffer);
  directory = await makeTemporaryDirectory();
  pcmFile = join(directory.path, 'audio.pcm');
  await writeFile(pcmFile, bytes);
  steno = await startSteno(recognizer.flags);
});

afterAll(async () => {
  await steno.stop();
  await directory.remove();
});

const url = (): string => `${steno.url}/v2/realtime?language=en-US`;

async function withPython(script: string): Promise<Conversation> {
  const file = fileURLToPath(new URL(`clients/${script}`, import.meta.url));
  // The libraries belong to Debian's Python, not to whichever comes first in the path.
  const run = promisify(execFile)('/usr/bin/python3', [file, url(), steno.key, pcmFile, String(pauseSeconds())], {
    timeout: 60_000,
  });
  const lines = (await run).stdout.trim().split('\n');
  const parsed = lines.map((line) => JSON.parse(line) as { sent: number; message?: unknown; code?: number | null });
  return {
    heard: parsed.flatMap(({ sent, message }) => {
      const read = message === undefined ? undefined : parseServerMessage(JSON.stringify(message));
      return read === undefined ? [] : [{ sent, message: read }];
    }),
    code: parsed.at(-1)?.code,
  };
}

async function withWs(): Promise<Conversation> {
  const socket = new WebSocket(url(), { headers: { Authorization: steno.key } });
  const heard: Heard[] = [];
  let sent = 0;
  socket.on('message', (content: Buffer) => {
    const message = parseServerMessage(content.toString('utf8'));
    if (message !== undefined) heard.push({ sent, message });
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await within(new Promise((resolve) => socket.once('open', resolve)), 'the connection');
  for (const chunk of chunksOf(bytes, 3200)) {
    socket.send(chunk);
    sent += 1;
    await new Promise((resolve) => setTimeout(resolve, pauseSeconds() * 1000));
  }
  socket.close();
  return { code: await within(closed, 'the end', 30_000), heard };
}

describe('the conversation of the API: connect, binary chunks of 100 ms, transcripts, Close, last final', () => {
  it.each([
    ["Python's websockets", () => withPython('python-websockets.py')],
    ["Python's websocket-client", () => withPython('python-websocket-client.py')],
    ['ws', withWs],
  ])('is held with %s, without a start message', async (_client, converse) => {
    const { heard, code } = await converse();
    const chunks = chunksOf(bytes, 3200).length;
    const messages = heard.map(({ message }) => message);
    const results = heard.flatMap(({ sent, message }) =>
      message.type === 'transcript' ? [{ sent, ...message.result }] : [],
    );
    const finals = results.filter((result) => result.is_final);

    expect(messages[0]).toMatchObject({ type: 'state', state: 'listening' });
    expect(messages.map((message) => message.seq)).toEqual([...messages.keys()]);
    // Transcripts come while audio is sent, not only behind it.
    expect(results.some(({ sent, is_final: isFinal }) => !isFinal && sent < chunks)).toBe(true);
    // The last final comes after the Close frame was sent, and before it is answered.
    expect(finals.at(-1)?.sent).toBe(chunks);
    expect(messages.at(-1)).toMatchObject({
      type: 'state',
      state: 'stopped',
      duration: Math.floor(bytes.length / 32) / 1000,
    });
    expect(code).toBe(1000);

    const timestamps = results.map(({ timestamp }) => timestamp);
    expect(timestamps).toEqual([...timestamps].sort((a, b) => a - b));
    const { reference } = recognizer.recording;
    const { errors, referenceWords } = wordErrors(reference, finals.map(({ text }) => text).join(' '));
    expect(errors / referenceWords).toBeLessThanOrEqual(recognizer.maxWordErrorRatio);
  });
});
