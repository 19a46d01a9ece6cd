import { describe, expect, it } from 'vitest';
import { type KeptSession, removalsOf } from '../../src/store/retention.ts';

const limits = { maxSessions: 3, maxAudioBytes: 100, maxSessionAudioBytes: 1000 };
const session = (id: string, updatedAtMs: number, audioBytes = 0, isLive = false): KeptSession => ({
  id,
  updatedAtMs,
  audioBytes,
  isLive,
});

describe('removalsOf', () => {
  it('removes nothing within the limits', () => {
    expect(removalsOf([session('a', 1, 50), session('b', 2, 50)], limits)).toEqual({ sessions: [], audioOf: [] });
  });

  it('removes the sessions beyond the number, the oldest first', () => {
    const kept = [session('c', 3), session('a', 1), session('d', 4), session('b', 2), session('e', 5)];
    expect(removalsOf(kept, limits).sessions).toEqual(['a', 'b']);
  });

  it('removes the audio of the oldest until the rest fits, and keeps their text', () => {
    const kept = [session('a', 1, 60), session('b', 2, 0), session('c', 3, 90)];
    expect(removalsOf(kept, limits)).toEqual({ sessions: [], audioOf: ['a'] });
  });

  it('counts what goes with a whole session', () => {
    const kept = [session('a', 1, 60), session('b', 2, 30), session('c', 3, 30), session('d', 4, 30)];
    expect(removalsOf(kept, limits)).toEqual({ sessions: ['a'], audioOf: [] });
  });

  it('goes by the order of the list for those of the same moment', () => {
    expect(removalsOf([session('new', 1, 60), session('old', 1, 60)], limits).audioOf).toEqual(['old']);
  });

  it('never removes a session that is being recorded', () => {
    const kept = [session('a', 1, 300, true), session('b', 2, 10), session('c', 3), session('d', 4)];
    expect(removalsOf(kept, limits)).toEqual({ sessions: ['b'], audioOf: [] });
  });
});
