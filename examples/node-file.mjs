// Transcribes a file and writes subtitles beside it: node examples/node-file.mjs talk.mp3
import { writeFile } from 'node:fs/promises';
import { createClient, fileInput } from '@steno/client/node';

const [path = 'talk.mp3'] = process.argv.slice(2);
const client = createClient({
  url: process.env.STENO_URL ?? 'ws://127.0.0.1:8080',
  token: process.env.STENO_KEY ?? '',
});

const input = await fileInput(path);
const session = client.transcribe({ language: 'en-US' });
session.on('final', ({ text }) => console.log(text));

await input.readable.pipeTo(session.audio);
const transcript = await session.stop();
await writeFile(`${path}.srt`, transcript.toSrt());
