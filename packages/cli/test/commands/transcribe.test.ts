import type { Client, TranscribeOptions } from '@steno/client/node';
import { describe, expect, it, vi } from 'vitest';
import { transcribeCommand } from '../../src/commands/transcribe.ts';
import { Screen } from '../../src/terminal/screen.ts';
import { MemoryStream } from '../terminal/memory-stream.ts';

const asked: (TranscribeOptions | undefined)[] = [];

vi.mock('@steno/client/node', async (load) => ({
  ...(await load<object>()),
  createClient: (): Client => ({
    transcribe: (options) => {
      asked.push(options);
      throw new Error('no session');
    },
  }),
}));

describe('steno transcribe -', () => {
  it('keeps its session while whoever pipes pauses', async () => {
    const screen = new Screen(new MemoryStream(), {});
    const { signal } = new AbortController();
    const stdin = {
      async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
        yield await Promise.resolve(new Uint8Array(3200));
      },
      destroy: () => undefined,
    };
    const context = { environment: {}, stdin, out: screen, err: screen, signal, hurry: signal };
    const session = { keyTerms: [], formatted: true, actualNumbers: false };
    const flags = { url: 'ws://127.0.0.1:1', insecure: false, session, pace: 'max', json: false } as const;
    const deaf = (): undefined => undefined;
    const run = transcribeCommand('-', flags, { ...context, expectInterrupt: deaf, onHangUp: deaf });
    await expect(run).rejects.toThrow('no session');
    expect(asked).toMatchObject([{ keepAlive: true }]);
  });
});
