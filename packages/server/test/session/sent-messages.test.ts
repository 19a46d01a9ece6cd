import { describe, expect, it } from 'vitest';
import { SentMessages } from '../../src/session/sent-messages.ts';

function kept(count: number, maxBytes = 1_000_000): SentMessages {
  const sent = new SentMessages(maxBytes);
  for (let seq = 0; seq < count; seq += 1) sent.add(`m${seq}`);
  return sent;
}

/** The messages after this number. */
function after(sent: SentMessages, lastSeq: number): readonly (string | undefined)[] {
  return Array.from({ length: sent.nextSeq - lastSeq - 1 }, (_, index) => sent.at(lastSeq + 1 + index));
}

describe('sent messages', () => {
  it('are numbered from 0', () => {
    const sent = kept(0);
    expect(sent.nextSeq).toBe(0);
    sent.add('a');
    expect(sent.nextSeq).toBe(1);
  });

  it('are found again after the last one a client has', () => {
    const sent = kept(3);
    expect(after(sent, -1)).toEqual(['m0', 'm1', 'm2']);
    expect(after(sent, 0)).toEqual(['m1', 'm2']);
    expect(after(sent, 2)).toEqual([]);
  });

  it('are known by their number: kept, or never sent', () => {
    expect([-1, 0, 2, 3, 1000].map((seq) => kept(3).standingOf(seq))).toEqual([
      'kept',
      'kept',
      'kept',
      'never_sent',
      'never_sent',
    ]);
    expect([-1, 0].map((seq) => kept(0).standingOf(seq))).toEqual(['kept', 'never_sent']);
  });

  it('are forgotten one confirmation late, so that a client that goes back a little finds them', () => {
    const sent = kept(6);
    sent.confirm(2);
    expect(sent.standingOf(-1)).toBe('kept');
    sent.confirm(4);
    expect(sent.standingOf(1)).toBe('not_kept');
    expect(sent.standingOf(2)).toBe('kept');
    expect(after(sent, 2)).toEqual(['m3', 'm4', 'm5']);
    expect(sent.nextSeq).toBe(6);
  });

  it('that are all confirmed and forgotten leave the numbers as they are', () => {
    const sent = kept(3);
    sent.confirm(2);
    sent.confirm(2);
    expect(sent.bytes).toBe(0);
    expect(sent.firstSeq).toBe(3);
    expect(sent.nextSeq).toBe(3);
    expect(sent.standingOf(2)).toBe('kept');
    sent.add('m3');
    expect(after(sent, 2)).toEqual(['m3']);
  });

  it('are not forgotten for a confirmation that is older than another', () => {
    const sent = kept(6);
    sent.confirm(4);
    sent.confirm(1);
    sent.confirm(1);
    expect(sent.standingOf(4)).toBe('kept');
    expect(after(sent, 4)).toEqual(['m5']);
  });

  it.each([6, 1e15, Infinity, NaN, 2.5])(
    'are kept when a client confirms the number %s, which no message has, and the next confirmation counts',
    (mark) => {
      const sent = kept(6);
      sent.confirm(mark);
      sent.confirm(3);
      expect(after(sent, -1)).toHaveLength(6);
      sent.confirm(5);
      expect(sent.standingOf(2)).toBe('not_kept');
      expect(after(sent, 3)).toEqual(['m4', 'm5']);
    },
  );

  it('never take more than their bound, and the oldest go first', () => {
    const sent = new SentMessages(100);
    for (let count = 0; count < 50; count += 1) {
      sent.add('x'.repeat(30));
      expect(sent.bytes).toBeLessThanOrEqual(100);
    }
    expect(sent.nextSeq).toBe(50);
    expect(sent.standingOf(45)).toBe('not_kept');
    expect(sent.standingOf(46)).toBe('kept');
    expect(after(sent, 46)).toHaveLength(3);
  });

  it('keep the newest, however long it is', () => {
    const sent = kept(3, 10);
    sent.add('x'.repeat(1000));
    expect(after(sent, 2)).toEqual(['x'.repeat(1000)]);
    sent.add('y');
    expect(after(sent, 3)).toEqual(['y']);
    expect(sent.bytes).toBe(1);
  });
});
