import { describe, expect, it } from 'vitest';
import { FakeConnection } from '@steno/testkit';
import type { CoreMessage, Format } from '../../src/session/core-message.ts';
import { Outbox } from '../../src/session/outbox.ts';

/** Says the number of a message and what it is. */
const format: Format = {
  write: (message, seq) => `${seq} ${nameOf(message)}`,
  writeResumed: () => 'resumed',
};

function nameOf(message: CoreMessage): string {
  if (message.type === 'segment') return `${message.text.isFinal ? 'final' : 'partial'} ${message.text.text}`;
  return message.type === 'warning' ? message.message : message.type;
}

function said(message: string): CoreMessage {
  return { type: 'warning', code: 'idle', message };
}

function segment(segmentId: number, text: string, isFinal = false): CoreMessage {
  const positions = { startSample: 0, endSample: 0, language: 'en', words: [] };
  return { type: 'segment', text: { segment: segmentId, isFinal, text, ...positions } };
}

const limits = { shedPartialsBytes: 1000, maxOutboxBytes: 50_000 };

function makeOutbox(given: Format = format): {
  readonly outbox: Outbox;
  readonly connection: FakeConnection;
  readonly overflows: () => number;
  readonly faults: readonly unknown[];
} {
  let overflows = 0;
  const faults: unknown[] = [];
  const outbox = new Outbox({
    format: given,
    limits,
    onOverflow: () => void (overflows += 1),
    onFault: (error) => void faults.push(error),
  });
  const connection = new FakeConnection();
  outbox.attach(connection, -1);
  return { outbox, connection, overflows: () => overflows, faults };
}

describe('an outbox', () => {
  it('sends at once while the client reads', () => {
    const { outbox, connection } = makeOutbox();
    outbox.push(said('a'));
    outbox.push(said('b'));
    expect(connection.sent).toEqual(['0 a', '1 b']);
    expect(outbox.waitingMessages).toBe(0);
  });

  it('numbers a message when it is sent, so that a shed partial leaves no gap', () => {
    const { outbox, connection } = makeOutbox();
    connection.bufferedBytes = limits.shedPartialsBytes;
    outbox.push(segment(0, 'a'));
    outbox.push(said('between'));
    outbox.push(segment(0, 'a b'));
    connection.bufferedBytes = 0;
    outbox.drain();
    expect(connection.sent).toEqual(['0 between', '1 partial a b']);
    expect(outbox.shedPartials).toBe(1);
  });
});

describe('a held message', () => {
  it('is sent in its place, before all that came after it', () => {
    const { outbox, connection } = makeOutbox();
    const send = outbox.hold(said('held'));
    outbox.push(said('after'));
    expect(connection.sent).toEqual([]);
    send();
    expect(connection.sent).toEqual(['0 held', '1 after']);
  });

  it('lets another one be sent in its stead', () => {
    const { outbox, connection } = makeOutbox();
    outbox.hold(said('held'))(said('instead'));
    expect(connection.sent).toEqual(['0 instead']);
  });

  it('that is let go before an older one waits for that', () => {
    const { outbox, connection } = makeOutbox();
    const first = outbox.hold(said('first'));
    const second = outbox.hold(said('second'));
    second();
    expect(connection.sent).toEqual([]);
    first();
    expect(connection.sent).toEqual(['0 first', '1 second']);
  });

  it('lets the partials behind it be shed, but takes its own with it', () => {
    const { outbox, connection } = makeOutbox();
    const send = outbox.hold(segment(0, 'a', true));
    for (const text of ['b', 'b c', 'b c d']) outbox.push(segment(1, text));
    expect(outbox.waitingMessages).toBe(2);
    send();
    expect(connection.sent).toEqual(['0 final a', '1 partial b c d']);
  });

  it('is sent on the connection of that moment', () => {
    const { outbox, connection } = makeOutbox();
    const send = outbox.hold(said('held'));
    outbox.detach();
    const next = new FakeConnection();
    outbox.attach(next, -1);
    send();
    expect(connection.sent).toEqual([]);
    expect(next.sent).toEqual(['0 held']);
  });

  it('that is let go while there is no connection waits for one', () => {
    const { outbox } = makeOutbox();
    const send = outbox.hold(said('held'));
    outbox.detach();
    send();
    const next = new FakeConnection();
    outbox.attach(next, -1);
    expect(next.sent).toEqual(['0 held']);
  });

  it('stays when all else is sent, whether the client reads or not', () => {
    const { outbox, connection } = makeOutbox();
    connection.bufferedBytes = limits.shedPartialsBytes;
    outbox.push(said('a'));
    outbox.push(said('b'));
    outbox.hold(said('held'));
    outbox.push(said('c'));
    outbox.flush();
    expect(connection.sent).toEqual(['0 a', '1 b']);
  });
});

describe('an outbox without a connection', () => {
  it('lets everything wait, of the partials only the newest of the segment', () => {
    const { outbox } = makeOutbox();
    outbox.push(said('seen'));
    outbox.detach();
    outbox.push(segment(0, 'a'));
    outbox.push(segment(0, 'a b'));
    outbox.push(segment(0, 'a b', true));
    outbox.push(segment(1, 'c'));
    outbox.push(segment(1, 'c d'));
    const next = new FakeConnection();
    outbox.attach(next, 0);
    expect(next.sent).toEqual(['1 final a b', '2 partial c d']);
    expect(outbox.shedPartials).toBe(3);
  });

  it('sends what the client missed again, as it was, then what waits', () => {
    const { outbox, connection } = makeOutbox();
    for (const message of ['a', 'b', 'c']) outbox.push(said(message));
    outbox.detach();
    outbox.push(said('d'));
    const next = new FakeConnection();
    outbox.attach(next, 0);
    expect(next.sent).toEqual([connection.sent[1], connection.sent[2], '3 d']);
  });

  it('overflows once, however much more comes', () => {
    const { outbox, overflows } = makeOutbox();
    outbox.detach();
    for (let count = 0; count < 100; count += 1) outbox.push(said('x'));
    expect(overflows()).toBe(1);
  });
});

describe('a client that resumes with much to read', () => {
  it('is not let go for what is sent to it again', () => {
    const { outbox, overflows } = makeOutbox();
    for (let count = 0; count < 40; count += 1) outbox.push(said('x'.repeat(1200)));
    outbox.detach();
    for (let count = 0; count < 10; count += 1) outbox.push(said('y'));
    const next = new BufferingConnection();
    outbox.attach(next, -1);
    outbox.push(said('z'));
    expect(overflows()).toBe(0);
    for (let reads = 0; reads < 100; reads += 1) {
      next.bufferedBytes = 0;
      outbox.drain();
    }
    expect(next.sent.map((text) => Number.parseInt(text, 10))).toEqual(Array.from({ length: 51 }, (_, seq) => seq));
    expect(next.sent.at(-1)).toBe('50 z');
  });

  it('gets it at the pace it reads', () => {
    const { outbox } = makeOutbox();
    for (let count = 0; count < 40; count += 1) outbox.push(said('x'.repeat(1200)));
    outbox.detach();
    const next = new BufferingConnection();
    outbox.attach(next, -1);
    expect(next.bufferedBytes).toBeLessThan(limits.shedPartialsBytes + 1300);
  });

  it('gets what it missed before what is new, although the session says something meanwhile', () => {
    const { outbox } = makeOutbox();
    for (const message of ['a', 'b', 'c']) outbox.push(said(message));
    outbox.detach();
    const next = new FakeConnection();
    next.bufferedBytes = limits.shedPartialsBytes;
    outbox.attach(next, -1);
    outbox.push(said('d'));
    expect(next.sent).toEqual([]);
    outbox.detach();
    const last = new FakeConnection();
    outbox.attach(last, 0);
    expect(last.sent).toEqual(['1 b', '2 c', '3 d']);
  });

  it('is let go when it leaves that unread and more comes', () => {
    const { outbox, overflows } = makeOutbox();
    for (let count = 0; count < 40; count += 1) outbox.push(said('x'.repeat(1200)));
    outbox.detach();
    const next = new BufferingConnection();
    outbox.attach(next, -1);
    for (let count = 0; count < 50; count += 1) outbox.push(said('y'.repeat(2000)));
    expect(overflows()).toBe(1);
  });
});

/** Nothing of what is sent is read until a test says so. */
class BufferingConnection extends FakeConnection {
  override send(text: string): void {
    super.send(text);
    this.bufferedBytes += text.length;
  }
}

describe('an outbox that ends', () => {
  it('sends what waits whether the client reads or not, then closes', () => {
    const { outbox, connection } = makeOutbox();
    connection.bufferedBytes = limits.shedPartialsBytes;
    outbox.push(said('a'));
    outbox.endWith(1000, 'stopped');
    expect(connection.sent).toEqual(['0 a']);
    expect(connection.closed).toEqual({ code: 1000, reason: 'stopped' });
  });

  it('closes only when the last held message is sent', () => {
    const { outbox, connection } = makeOutbox();
    const send = outbox.hold(said('last'));
    outbox.endWith(1000, 'stopped');
    expect(connection.closed).toBeUndefined();
    send();
    expect(connection.sent).toEqual(['0 last']);
    expect(connection.closed).toEqual({ code: 1000, reason: 'stopped' });
    expect(connection.sentAfterClose).toBe(0);
  });

  it('says the end on a later connection, too, and closes it', () => {
    const { outbox } = makeOutbox();
    outbox.push(said('a'));
    outbox.push(said('last'));
    outbox.endWith(1000, 'stopped');
    outbox.detach();
    const next = new FakeConnection();
    next.bufferedBytes = limits.shedPartialsBytes;
    outbox.attach(next, 0);
    expect(next.sent).toEqual(['1 last']);
    expect(next.closed).toEqual({ code: 1000, reason: 'stopped' });
    expect(next.sentAfterClose).toBe(0);
  });
});

describe('the bounds of an outbox', () => {
  it('let a client go once, when it leaves too much unread in the connection and here', () => {
    const { outbox, connection, overflows } = makeOutbox();
    connection.bufferedBytes = limits.maxOutboxBytes;
    outbox.push(said('a'));
    outbox.push(said('b'));
    expect(overflows()).toBe(1);
  });

  it('ask the client to confirm every 32 KiB', () => {
    const { outbox, connection } = makeOutbox();
    const text = 'x'.repeat(1022);
    // Each is 1 KiB with its one digit and the space, or little more.
    for (let count = 0; count < 31; count += 1) outbox.push(said(text));
    expect(connection.probes).toEqual([]);
    outbox.push(said(text));
    expect(connection.probes).toEqual(['31']);
    for (let count = 0; count < 32; count += 1) outbox.push(said(text));
    expect(connection.probes).toEqual(['31', '63']);
  });

  it('keep what was sent and not confirmed, and no more than the bound', () => {
    const { outbox } = makeOutbox();
    for (let count = 0; count < 200; count += 1) outbox.push(said('x'.repeat(1000)));
    expect(outbox.keptBytes).toBeLessThanOrEqual(limits.maxOutboxBytes);
    expect(outbox.standingOf(-1)).toBe('not_kept');
    expect(outbox.standingOf(199)).toBe('kept');
    expect(outbox.standingOf(200)).toBe('never_sent');
  });

  it('keep less when the client confirms', () => {
    const { outbox, connection } = makeOutbox();
    for (let count = 0; count < 2000; count += 1) {
      outbox.push(said('x'.repeat(1000)));
      const mark = connection.probes.shift();
      if (mark !== undefined) outbox.confirm(Number(mark));
      expect(outbox.keptBytes).toBeLessThan(70_000);
    }
  });
});

describe('a message that cannot be written', () => {
  const broken: Format = {
    ...format,
    write: (message, seq) => {
      if (message.type === 'flushed') throw new TypeError('cannot be written');
      return format.write(message, seq);
    },
  };

  it('is reported and left out, and the others have their numbers without a gap', () => {
    const { outbox, connection, faults } = makeOutbox(broken);
    outbox.push(said('a'));
    outbox.push({ type: 'flushed', id: 1 });
    outbox.push(said('b'));
    expect(connection.sent).toEqual(['0 a', '1 b']);
    expect(faults).toEqual([expect.any(TypeError)]);
  });

  it('does not reach who lets a held message go', () => {
    const { outbox, connection, faults } = makeOutbox(broken);
    const send = outbox.hold({ type: 'flushed', id: 1 });
    outbox.push(said('a'));
    send();
    expect(connection.sent).toEqual(['0 a']);
    expect(faults).toHaveLength(1);
  });
});
