import { describe, expect, it } from 'vitest';
import { parseChoice, usualChoice } from '../../src/shell/session-choice.ts';

describe('the choice of a session', () => {
  it('comes back as it was kept', () => {
    const choice = { ...usualChoice, language: 'nl', keyTerms: ['Thornton'], endpointingMs: 800 };
    expect(parseChoice(JSON.stringify(choice))).toEqual(choice);
    expect(parseChoice(JSON.stringify(usualChoice))).toEqual(usualChoice);
  });

  it.each(['', '{', 'null', '{"language":5}', '[]'])('is the usual one when nothing usable was kept (%s)', (text) => {
    expect(parseChoice(text)).toEqual(usualChoice);
  });
});
