import { chunksOf, type TestClient } from '@steno/testkit';
import { expect } from 'vitest';
import type { StenoProcess } from './steno-process.ts';

const endMs = 60_000;

/**
 * Sends audio as fast as it is taken, and closes the connection.
 *
 * @param query - parameters beside `language=en`; a list for those that come more than once.
 * @returns the client, with all it was told.
 */
export async function transcribeAtOnce(
  steno: StenoProcess,
  samples: Int16Array,
  query: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<TestClient> {
  const pairs = Object.entries({ language: 'en', ...query }).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  const client = await steno.connect({ query: new URLSearchParams(pairs) });
  for (const chunk of chunksOf(new Uint8Array(samples.buffer), 3200)) void client.send(chunk);
  client.close();
  expect((await client.end(endMs)).code).toBe(1000);
  return client;
}
