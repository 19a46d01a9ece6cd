import { chunksOf, wordErrors } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { findPocketSphinx } from './support/recognizer.ts';
import { startSteno } from './support/steno-process.ts';

const recognizer = await findPocketSphinx();

describe.runIf(recognizer !== undefined)('PocketSphinx', () => {
  it("makes text of Debian's recordings, live and final", async () => {
    if (recognizer === undefined) return;
    const { flags, recording, maxWordErrorRatio } = recognizer;
    const steno = await startSteno(flags);
    try {
      const client = await steno.connect();
      for (const chunk of chunksOf(new Uint8Array(recording.samples.buffer), 3200)) void client.send(chunk);
      client.close();
      expect((await client.end(60_000)).code).toBe(1000);
      expect(client.messages.some((message) => message.type === 'transcript' && !message.result.is_final)).toBe(true);
      const { errors, referenceWords } = wordErrors(recording.reference, client.text);
      expect(errors / referenceWords).toBeLessThanOrEqual(maxWordErrorRatio);
      for (const final of client.finals) {
        expect(final.words?.map(({ word }) => word).join(' ')).toBe(final.text);
        expect(final.text).not.toMatch(/[<>()]|[A-Z]{2}/);
      }
    } finally {
      await steno.stop();
    }
  });
});
