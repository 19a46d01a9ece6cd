import type { RecognitionEvent } from '@steno/recognition';
import { describe, expect, it } from 'vitest';
import { ScriptedHost } from '../src/scripted-host.ts';
import { joinSamples, silence, tone } from '../src/signals.ts';

async function eventsOf(pieces: readonly Int16Array[]): Promise<readonly RecognitionEvent[]> {
  const events: RecognitionEvent[] = [];
  const host = new ScriptedHost();
  const stream = host.open({ language: 'en' }, (event) => events.push(event));
  for (const piece of pieces) stream.write(piece);
  stream.end();
  await new Promise((resolve) => setImmediate(resolve));
  return events.filter(({ type }) => type !== 'decoded');
}

describe('ScriptedHost', () => {
  it('hears the same whatever the pieces', async () => {
    const samples = joinSamples(tone(1200), silence(600), tone(500));
    const pieces = Array.from({ length: 37 }, (_, index) => samples.subarray(index * 1000, (index + 1) * 1000));
    const events = await eventsOf([samples]);
    expect(await eventsOf(pieces)).toEqual(events);
    expect(events.filter(({ type }) => type === 'final')).toHaveLength(2);
  });

  it('tells nothing more after close', async () => {
    const events: RecognitionEvent[] = [];
    const stream = new ScriptedHost().open({ language: 'en' }, (event) => events.push(event));
    stream.write(tone(600));
    stream.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toEqual([]);
  });
});
