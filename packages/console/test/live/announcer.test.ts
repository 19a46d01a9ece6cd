import { describe, expect, it } from 'vitest';
import { Announcer } from '../../src/live/announcer.ts';

function announcer(): { one: Announcer; said: string[]; pass: () => void } {
  const said: string[] = [];
  let due: (() => void) | undefined;
  const one = new Announcer({
    say: (text) => said.push(text),
    schedule: (_ms, callback) => {
      due = callback;
      return () => (due = undefined);
    },
  });
  return { one, said, pass: () => due?.() };
}

describe('Announcer', () => {
  it('says the first final at once, and the next ones together after a pause', () => {
    const { one, said, pass } = announcer();
    one.add('One.');
    one.add('Two.');
    one.add('Three.');
    expect(said).toEqual(['One.']);
    pass();
    expect(said).toEqual(['One.', 'Two. Three.']);
    pass();
    one.add('Four.');
    expect(said.at(-1)).toBe('Four.');
  });

  it('leaves out the oldest of what nobody could follow, between words', () => {
    const { one, said, pass } = announcer();
    one.add('First.');
    for (let index = 0; index < 1000; index += 1) one.add(`Sentence ${index}.`);
    pass();
    expect(said).toHaveLength(2);
    expect(said[1]?.length).toBeLessThanOrEqual(400);
    expect(said[1]).toMatch(/^(?:Sentence|\d+\.) .*999\.$/u);
  });

  it('says nothing more once it is closed', () => {
    const { one, said, pass } = announcer();
    one.add('One.');
    one.add('Two.');
    one.close();
    pass();
    expect(said).toEqual(['One.']);
  });
});
