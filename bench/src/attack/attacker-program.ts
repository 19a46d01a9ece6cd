import type { Socket } from 'node:net';
import { serveParent } from '../processes/serve-parent.ts';
import type { ServerAddress } from '../server/server-program.ts';
import type { AttackKind, AttackOutcome } from './attack-kinds.ts';
import { planOf, pour } from './attack-plan.ts';
import { openAttackSocket } from './attack-socket.ts';

/** Addresses of 127.0.0.0/8 the attacker has; each has the rate of one address. */
const addresses = 5;
/** Connections opened in a turn of the clock. */
const openingAtOnce = 100;
const turnMs = 10;

const sockets = new Set<Socket>();
let timers: NodeJS.Timeout[] = [];
let ends: Record<string, number> = {};
let connections = 0;
let most = 0;
let sentBytes = 0;
let isOver = true;

/** Begins an attack; it goes on until {@link end}. */
function begin({ address, kind }: { readonly address: ServerAddress; readonly kind: AttackKind }): void {
  const plan = planOf(kind, address.key);
  const port = Number(new URL(address.url).port);
  const { more, everyMs } = plan;
  isOver = false;
  const open = (): void => {
    const socket = openAttackSocket({
      port,
      localAddress: `127.0.0.${2 + (connections % addresses)}`,
      first: plan.first,
      isDeaf: plan.isDeaf ?? false,
      onAnswer: (answered) => {
        if (plan.once !== undefined) answered.write(plan.once);
        if (more !== undefined && everyMs === undefined) {
          pour(answered, more, (bytes) => {
            sentBytes += bytes;
          });
        }
      },
      onEnd: (how) => {
        sockets.delete(socket);
        if (!isOver) ends[how] = (ends[how] ?? 0) + 1;
      },
    });
    connections += 1;
    sockets.add(socket);
    most = Math.max(most, sockets.size);
  };
  timers = [
    setInterval(() => {
      for (let count = 0; count < openingAtOnce && sockets.size < plan.connections; count += 1) open();
    }, turnMs),
  ];
  if (more === undefined || everyMs === undefined) return;
  const drip = (): void => {
    for (const socket of sockets) {
      if (socket.connecting || socket.destroyed || socket.writableLength > 0) continue;
      sentBytes += more.length;
      socket.write(more);
    }
  };
  timers.push(setInterval(drip, Math.max(1, everyMs)));
}

/** Ends the attack. */
function end(): AttackOutcome {
  isOver = true;
  for (const timer of timers) clearInterval(timer);
  if (sockets.size > 0) ends['open'] = sockets.size;
  for (const socket of sockets) socket.destroy();
  const outcome = { connections, most, sentBytes, ends };
  connections = 0;
  most = 0;
  sentBytes = 0;
  ends = {};
  return outcome;
}

serveParent({ begin, end }, async () => {
  end();
});
