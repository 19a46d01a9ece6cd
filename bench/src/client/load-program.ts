import { chunkBytes } from '../assets/chunk.ts';
import { serveParent } from '../processes/serve-parent.ts';
import type { ServerAddress } from '../server/server-program.ts';
import { createFrame, RawConnection, stampedCopy } from './raw-connection.ts';

/** What the load generator has done since it was asked last. */
export interface SentSample {
  /** Messages that the schedule asked for. */
  readonly due: number;
  readonly sent: number;
  /** The generator's own CPU time, in s. */
  readonly cpuSeconds: number;
  /** From a message to the first text after it, in ms. */
  readonly roundTripsMs: readonly number[];
}

/** Each connection sends once in so many ms; the schedule has a slot for each of them. */
const periodMs = 100;
/** Connections that are opened at the same time. */
const openingAtOnce = 50;

/** Noise of a moderate level, so that nothing takes it for anything else. */
const chunk = createFrame(Uint8Array.from({ length: chunkBytes }, (_, index) => (index * 7919) % 251));
const connections: RawConnection[] = [];
let timer: NodeJS.Timeout | undefined;
let due = 0;
let sent = 0;
let cpu = process.cpuUsage();
let roundTripsMs: number[] = [];

async function connect(options: { readonly address: ServerAddress; readonly count: number }): Promise<void> {
  const { address, count } = options;
  for (const connection of connections.splice(count)) connection.close();
  while (connections.length < count) {
    const batch = Array.from({ length: Math.min(openingAtOnce, count - connections.length) }, () =>
      RawConnection.open(address, (ms) => roundTripsMs.push(ms)),
    );
    connections.push(...(await Promise.all(batch)));
  }
}

/** Sends 10 chunks a second on each connection, evenly spread, until {@link end}. */
function begin(): void {
  clearInterval(timer);
  const slots = Array.from({ length: periodMs }, (_, slot) =>
    connections.filter((_connection, index) => (index * 37) % periodMs === slot),
  );
  const startMs = performance.now();
  let nextSlot = 0;
  timer = setInterval(() => {
    const nowSlot = Math.floor(performance.now() - startMs);
    for (; nextSlot < nowSlot; nextSlot += 1) {
      const slot = slots[nextSlot % periodMs] ?? [];
      due += slot.length;
      // Held up for a whole period: what was missed counts as not sent.
      if (nowSlot - nextSlot > periodMs || slot.length === 0) continue;
      const frame = stampedCopy(chunk);
      for (const connection of slot) if (connection.send(frame)) sent += 1;
    }
  }, 1);
}

function end(): void {
  clearInterval(timer);
}

function take(): SentSample {
  const { user, system } = process.cpuUsage(cpu);
  const sample = { due, sent, cpuSeconds: (user + system) / 1e6, roundTripsMs };
  due = 0;
  sent = 0;
  roundTripsMs = [];
  cpu = process.cpuUsage();
  return sample;
}

serveParent({ connect, begin, end, take }, async () => {
  end();
  for (const connection of connections) connection.close();
});
