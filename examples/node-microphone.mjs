// Shows what is said into the microphone, until Ctrl+C: node examples/node-microphone.mjs
import { createClient, microphoneInput } from '@steno/client/node';

const client = createClient({
  url: process.env.STENO_URL ?? 'ws://127.0.0.1:8080',
  token: process.env.STENO_KEY ?? '',
});

const microphone = await microphoneInput();
console.error(`Listening by ${microphone.program}; Ctrl+C ends.`);
process.once('SIGINT', () => void microphone.close());

const session = client.transcribe({ language: 'en-US' });
session.on('status', (status) => console.error(`(${status})`));
session.on('partial', ({ text }) => {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${text}`);
});
session.on('final', ({ text }) => {
  process.stdout.write(process.stdout.isTTY ? `\r\u001b[K${text}\n` : `${text}\n`);
});

await microphone.readable.pipeTo(session.audio);
await session.stop();
