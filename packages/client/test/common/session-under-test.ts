import { expect, onTestFinished } from 'vitest';
import { createClientOn } from '../../src/common/create-client.ts';
import type {
  ClientOptions,
  ClosedReason,
  SessionEvents,
  TranscribeOptions,
  TranscriptionSession,
} from '../../src/common/contract.ts';
import { FakeServer } from './fake-server.ts';

/** Lets everything happen that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** Tells whether a promise is settled by now. */
export function isSettled(promise: Promise<unknown>): () => boolean {
  let settled = false;
  const note = (): void => {
    settled = true;
  };
  promise.then(note, note);
  return () => settled;
}

/** A session over a fake server and a clock that stands still. */
export class SessionUnderTest {
  readonly server: FakeServer;
  readonly session: TranscriptionSession;
  /** Names and values of the events, in order, but messages, partials and finals. */
  readonly events: [string, unknown][] = [];
  closedReason: ClosedReason | undefined;

  constructor(options: TranscribeOptions = {}, client: Partial<ClientOptions> = {}, server = new FakeServer()) {
    this.server = server;
    const { clock, openSocket } = server;
    const platform = { clock, openSocket, random: () => 0.5 };
    this.session = createClientOn(platform, { url: 'ws://server:8080', token: 'key', ...client }).transcribe(options);
    const names = ['listening', 'warning', 'shuttingDown', 'status', 'resumed', 'restarted', 'closed'] as const;
    for (const name of names) {
      this.session.on(name, (event: SessionEvents[typeof name]) => {
        this.events.push([name, event]);
      });
    }
    void this.session.closed.then((reason) => {
      this.closedReason = reason;
    });
  }

  /** Statuses so far. */
  get statuses(): readonly unknown[] {
    return this.events.flatMap(([name, event]) => (name === 'status' ? [event] : []));
  }

  /** What an event carried, each time. */
  told(name: keyof SessionEvents): readonly unknown[] {
    return this.events.flatMap(([told, event]) => (told === name ? [event] : []));
  }

  /** Finals as `text@start-end`. */
  get finals(): readonly string[] {
    return this.session.transcript.finals.map(({ text, startMs, endMs }) => `${text}@${startMs}-${endMs}`);
  }

  /** Lets time pass, in steps, with everything that follows from it. */
  async pass(ms: number, stepMs = 5): Promise<void> {
    await settle();
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.server.clock.advance(Math.min(stepMs, ms - passed));
      await settle();
    }
  }

  /** Lets time pass until the session is over; nothing may be left of it then. */
  async end(maxMs = 600_000): Promise<ClosedReason> {
    for (let passed = 0; passed < maxMs && this.closedReason === undefined; passed += 10) await this.pass(10, 10);
    if (this.closedReason === undefined) throw new Error(`the session is not over after ${maxMs} ms`);
    // What is on its way to nobody.
    await this.pass(50);
    expect(this.server.clock.pendingTimers).toBe(0);
    return this.closedReason;
  }
}

/** Starts a session that listens; nothing is left of it at the end of the test. */
export async function startSession(
  options: TranscribeOptions = {},
  client: Partial<ClientOptions> = {},
): Promise<SessionUnderTest> {
  const test = new SessionUnderTest(options, client);
  onTestFinished(async () => {
    test.session.abort();
    await test.end();
  });
  await test.pass(20);
  return test;
}
