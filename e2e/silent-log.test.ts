import { chunksOf, tryToConnect } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { findTestRecognizer } from './support/recognizer.ts';
import { startSteno, stopAtEnd } from './support/steno-process.ts';

const endMs = 60_000;
const keyTerm = 'Zwaluwstaart';

/** Words that a log may well have in its own sentences. */
const shortWordLetters = 5;

describe('the log of a server', () => {
  it('holds no key, token, transcript or key term at its lowest level, whatever happens', async () => {
    const recognizer = await findTestRecognizer();
    const server = stopAtEnd(
      await startSteno([...recognizer.flags, '--log-level', 'trace', '--worker-timeout-ms', '5000']),
    );
    const bytes = new Uint8Array(recognizer.recording.samples.buffer);
    const secrets = [server.key, server.key.slice(6), keyTerm];

    // A session with key terms, cut off and resumed.
    const first = await server.connect({ query: { language: 'en', key_terms: keyTerm, ack: 'true', events: 'true' } });
    const [state] = first.messages;
    if (state?.type !== 'state') throw new Error('no state');
    for (const chunk of chunksOf(bytes, 3200)) void first.send(chunk);
    await first.final(0, endMs);
    first.destroy();
    await server.logged('connection lost');
    const last = first.messages.at(-1)?.seq ?? 0;
    const query = { session: state.session_id ?? '', resume_token: state.resume_token ?? '', last_seq: String(last) };
    const second = await server.connect({ query });
    secrets.push(state.resume_token ?? '');
    for (const message of second.messages) if (message.type === 'state') secrets.push(message.resume_token ?? '');

    // A worker that ends in the middle, and one more that is asked to hear all of it again.
    const workers = server.log.filter(({ msg }) => msg === 'worker started');
    process.kill(Number(workers.at(-1)?.['pid']), 'SIGKILL');
    await server.logged('worker died');
    await server.logged('worker started', workers.length + 1);
    for (const chunk of chunksOf(bytes, 3200)) void second.send(chunk);
    second.say({ action: 'stop' });
    await second.end(endMs);

    // Refusals, with what should not be repeated in them; and a command that is none, with speech in it.
    const wrongKey = 'steno_GuessedGuessedGuessedGuessedGues';
    secrets.push(wrongKey);
    await tryToConnect({ url: server.url, key: wrongKey });
    await tryToConnect({ url: server.url, query: { language: 'en', token: wrongKey } });
    await tryToConnect({ url: server.url, key: server.key, query: { language: 'en', key_terms: `${keyTerm}\0` } });
    await tryToConnect({ url: server.url, key: server.key, query: { ...query, resume_token: `${keyTerm}x` } });
    const third = await server.connect();
    third.say(`{"action":"${keyTerm}"}`);
    await third.end();
    for (const path of ['/v2/usage?from=1', '/v2/capacity', '/v2/sessions', `/v2/sessions/${keyTerm}`]) {
      await (await server.get(path)).text();
    }

    const spoken = [...first.finals, ...second.finals].flatMap(({ text }) => text.split(/[^A-Za-z]+/));
    const words = spoken.filter((word) => word.length >= shortWordLetters);
    expect(words.length).toBeGreaterThan(0);
    const { log } = server;
    expect(await server.stop()).toBe(0);
    const lines = log.map((line) => JSON.stringify(line));
    expect(lines.length).toBeGreaterThan(10);
    for (const secret of [...secrets.filter((each) => each !== ''), ...words]) {
      const found = lines.filter((line) => line.toLowerCase().includes(secret.toLowerCase()));
      expect(found, `"${secret}" in the log`).toEqual([]);
    }
    for (const line of log) {
      expect(line.msg, 'a constant phrase').toMatch(/^[a-z][a-z -]*$/);
      expect(line).toMatchObject({ level: expect.any(Number) as number, time: expect.any(Number) as number });
    }
  });
});
