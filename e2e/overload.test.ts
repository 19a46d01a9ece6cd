import { sendPaced, type TestClient, tryToConnect, until } from '@steno/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { findTestRecognizer, type TestRecognizer } from './support/recognizer.ts';
import { startSteno, type StenoProcess, stopAtEnd } from './support/steno-process.ts';

const endMs = 60_000;
/** More sessions than one worker is assumed to take, with any recognizer. */
const offered = 60;

interface Capacity {
  readonly ready: boolean;
  readonly sessions: number;
  readonly models: readonly { readonly free_sessions: number; readonly sessions: number }[];
}

async function capacityOf(server: StenoProcess): Promise<Capacity> {
  return (await (await server.get('/v2/capacity')).json()) as Capacity;
}

describe('a server that is offered more than it can take', () => {
  let recognizer: TestRecognizer;

  beforeAll(async () => {
    recognizer = await findTestRecognizer();
  });

  it('takes what it has room for, refuses the others, finishes what it took, and has its room again', async () => {
    const server = stopAtEnd(await startSteno([...recognizer.flags, '--admission-load-ratio', '0.85']));
    const room = (await capacityOf(server)).models[0]?.free_sessions ?? 0;
    expect(room).toBeGreaterThan(0);
    expect(room).toBeLessThan(offered / 3);

    const answers = await Promise.all(
      Array.from({ length: offered }, () => tryToConnect({ url: server.url, key: server.key })),
    );
    const taken = answers.filter((answer): answer is TestClient => answer.type === 'open');
    const refused = answers.filter((answer) => answer.type === 'refused');
    // The server's own share of the cores moves between the two questions.
    expect(taken.length).toBeGreaterThanOrEqual(Math.floor(room / 2));
    expect(taken.length).toBeLessThanOrEqual(Math.ceil(room * 1.2));
    expect(refused).toHaveLength(offered - taken.length);
    for (const answer of refused) {
      expect(answer).toMatchObject({
        status: 503,
        headers: { 'retry-after': expect.any(String) as string },
        error: { code: 'at_capacity', details: { reason: 'load' } },
      });
    }
    expect(await capacityOf(server)).toMatchObject({ ready: false, sessions: taken.length });

    const spoken = recognizer.recording.samples;
    await Promise.all(
      taken.map(async (client) => {
        await sendPaced(client, spoken, { speed: 1 });
        client.say({ action: 'stop' });
        expect(await client.end(endMs)).toEqual({ code: 1000, reason: 'stopped' });
        expect(client.text).not.toBe('');
      }),
    );
    const usage = (await (await server.get('/v2/usage')).json()) as { readonly total: unknown };
    const seconds = (taken.length * spoken.length) / 16_000;
    expect(usage.total).toEqual({ sessions: taken.length, audio_seconds: Math.round(seconds * 1000) / 1000 });
    expect(await capacityOf(server)).toMatchObject({ ready: true, sessions: 0 });
    const again = await server.connect();
    again.say({ action: 'stop' });
    await again.end();
    await until(() => server.log.some(({ code }) => code === 'at_capacity'), 'the refusals in the log');
  });
});
