import { makeRandom, sendPaced, type TestClient } from '@steno/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTestRecognizer, type TestRecognizer } from './support/recognizer.ts';
import { startSteno, type StenoProcess } from './support/steno-process.ts';

const rounds = 5;

describe('a server killed with SIGKILL', () => {
  let recognizer: TestRecognizer;
  let steno: StenoProcess;
  const random = makeRandom();

  beforeAll(async () => {
    recognizer = await findTestRecognizer();
    steno = await startSteno(recognizer.flags);
  });

  afterAll(() => steno.stop());

  it('has every final that a client had received in its records, and its sessions end as interrupted', async () => {
    let finals = 0;
    const count = recognizer.pace > 1 ? 20 : 2;
    for (let round = 0; round < rounds; round += 1) {
      const clients: TestClient[] = await Promise.all(Array.from({ length: count }, () => steno.connect()));
      const sending = clients.map((client) =>
        sendPaced(client, recognizer.recording.samples, { speed: recognizer.pace }),
      );
      await clients[0]?.final(0, 60_000);
      await new Promise((resolve) => setTimeout(resolve, random.integer(0, 2000)));
      steno.signal('SIGKILL');
      await Promise.all([...sending, ...clients.map((client) => client.closed)]);
      steno = await steno.restart();
      for (const client of clients) {
        const [first] = client.messages;
        const id = first?.type === 'state' ? (first.session_id ?? '') : '';
        const record: unknown = await (await steno.get(`/v2/sessions/${id}`)).json();
        expect(record, `seed ${random.seed}`).toMatchObject({ state: 'interrupted' });
        const { results } = record as { readonly results: readonly unknown[] };
        expect(results.slice(0, client.finals.length), `seed ${random.seed}`).toEqual(client.finals);
        finals += client.finals.length;
      }
    }
    expect(finals).toBeGreaterThan(0);
  });
});
