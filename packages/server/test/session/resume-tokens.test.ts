import { describe, expect, it } from 'vitest';
import { ResumeTokens } from '../../src/session/resume-tokens.ts';

function counted(): ResumeTokens {
  let count = 0;
  return new ResumeTokens(() => `token-${(count += 1)}`);
}

describe('resume tokens', () => {
  it('are right when they are the newest', () => {
    const tokens = counted();
    expect(tokens.current).toBe('token-1');
    expect(tokens.take('token-1')).toBe(true);
    expect(tokens.issue()).toBe('token-2');
    expect(tokens.current).toBe('token-2');
    expect(tokens.take('token-2')).toBe(true);
  });

  it('are used up when a later one is used', () => {
    const tokens = counted();
    tokens.issue();
    tokens.issue();
    expect(tokens.take('token-2')).toBe(true);
    expect(tokens.take('token-1')).toBe(false);
    expect(tokens.take('token-3')).toBe(true);
    expect(tokens.take('token-2')).toBe(false);
  });

  it('are used up when the client has shown that it has the newest', () => {
    const tokens = counted();
    tokens.issue();
    tokens.issue();
    tokens.prove();
    expect(tokens.take('token-1')).toBe(false);
    expect(tokens.take('token-2')).toBe(false);
    expect(tokens.take('token-3')).toBe(true);
  });

  it('are right again and again while the answers with later ones are lost', () => {
    const tokens = counted();
    for (let lost = 0; lost < 100; lost += 1) {
      expect(tokens.take('token-1')).toBe(true);
      tokens.issue();
    }
    expect(tokens.take('token-101')).toBe(true);
    expect(tokens.take('token-1')).toBe(false);
  });

  it('that were issued and never shown to have arrived are given up past a bound, the oldest of them first', () => {
    const tokens = counted();
    for (let lost = 0; lost < 20; lost += 1) tokens.issue();
    const right = Array.from({ length: 21 }, (_, index) => `token-${index + 1}`).filter((token) => {
      const same = counted();
      for (let lost = 0; lost < 20; lost += 1) same.issue();
      return same.take(token);
    });
    expect(right).toHaveLength(9);
    expect(right[0]).toBe('token-1');
    expect(right.slice(1)).toEqual(Array.from({ length: 8 }, (_, index) => `token-${index + 14}`));
  });

  it.each(['', 'token-', 'token-11', 'token-2', 'tokeñ-1', 'TOKEN-1', '\0oken-1'])(
    'are not what a guess "%s" is, and a wrong guess uses nothing up',
    (guess) => {
      const tokens = counted();
      expect(tokens.take(guess)).toBe(false);
      expect(tokens.take('token-1')).toBe(true);
    },
  );
});
