import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AudioSender } from '../../src/common/audio-sender.ts';
import { InvalidStateError } from '../../src/common/client-error.ts';

const capacityBytes = 100_000;

function makeSender(): AudioSender {
  return new AudioSender({
    capacityBytes,
    highWaterMarkBytes: 1_000_000,
    whenBufferFull: 'block',
    onFull: () => undefined,
  });
}

describe('the sender of audio', () => {
  it('never keeps more than it may, and never forgets what is not acknowledged', () => {
    const step = fc.record({
      what: fc.constantFrom('take', 'acknowledge', 'finalise', 'detach', 'attach'),
      bytes: fc.nat(60_000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const sender = makeSender();
        const wire = { bufferedBytes: 0, send: () => undefined };
        let acknowledged = 0;
        sender.attachAnew(wire, 0);
        for (const { what, bytes } of steps) {
          const sendable = Math.min(sender.end, sender.keptFrom + capacityBytes);
          if (what === 'take') void sender.take(new Uint8Array(bytes)).catch(() => undefined);
          if (what === 'detach') sender.detach();
          if (what === 'attach') sender.attach(wire, acknowledged);
          if (what === 'acknowledge') {
            acknowledged = Math.max(acknowledged, Math.min(sendable, acknowledged + bytes));
            sender.acknowledge(acknowledged);
          }
          if (what === 'finalise') sender.finalise(bytes);
          expect(sender.keptFrom).toBeLessThanOrEqual(acknowledged);
          expect(sender.keptBytes).toBeLessThanOrEqual(capacityBytes);
        }
      }),
    );
  });

  it('sends what was given, although the array is used again at once, whether there was room for it or not', () => {
    const sender = makeSender();
    const sent: number[] = [];
    const wire = {
      bufferedBytes: 0,
      send: (data: string | Uint8Array) => {
        if (typeof data !== 'string') sent.push(...data);
      },
    };
    const array = new Uint8Array(capacityBytes - 10);
    for (const value of [1, 2]) {
      void sender.take(array.fill(value));
      array.fill(9);
    }
    sender.attachAnew(wire, 0);
    expect(sent).toHaveLength(capacityBytes);
    sender.acknowledge(capacityBytes);
    expect(sent).toHaveLength(2 * array.length);
    expect(sent.every((byte, index) => byte === (index < array.length ? 1 : 2))).toBe(true);
  });

  it('lets a hundred flushes wait, and no more', async () => {
    const sender = makeSender();
    const waiting = Array.from({ length: 100 }, () => sender.flush());
    await expect(sender.flush()).rejects.toThrow(InvalidStateError);
    sender.close(undefined);
    await Promise.all(waiting);
  });
});
