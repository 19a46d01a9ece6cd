import type { BenchOptions } from '../bench-options.ts';
import { ChildProgram } from '../processes/child-program.ts';
import { type Cores, separateCores } from '../processes/cores.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import type { NullHostAnswer } from '../server/null-host.ts';
import type { ServerAddress } from '../server/server-program.ts';
import { searchConnections } from './connections.ts';
import { toGatewayReport } from './gateway-report.ts';
import type { LoadedServer } from './load-probe.ts';
import { type ConnectionMemory, measureMemory } from './memory.ts';
import { measureRoundTrips } from './overhead.ts';

const programs = { bare: 'server/bare-socket-program', gateway: 'server/null-server-program' } as const;

/** What the gateway costs, with a recognizer that does nothing, beside a bare server of the same library. */
export async function runGateway({ isQuick }: BenchOptions, progress: Progress): Promise<Report> {
  const cores = separateCores();
  const load = await ChildProgram.start('client/load-program', cores.client);
  try {
    progress.show('gateway: overhead per chunk');
    const roundTrips = await withServers({ load, cores, answer: 'partial' }, async (servers) =>
      measureRoundTrips(servers, isQuick ? 3 : 7, isQuick ? 2000 : 5000),
    );
    const memory: ConnectionMemory[] = [];
    for (let round = 0; round < (isQuick ? 1 : 3); round += 1) {
      progress.show('gateway: memory of idle sessions');
      const measured = await withServers({ load, cores, answer: 'decoded' }, async (servers) => {
        const both: ConnectionMemory[] = [];
        for (const server of servers) both.push(await measureMemory(server));
        return both;
      });
      memory.push(...measured);
    }
    const search = isQuick ? { rounds: 1, windowMs: 2000, halvings: 1 } : { rounds: 3, windowMs: 4000, halvings: 2 };
    const connections = await withServers({ load, cores, answer: 'decoded' }, async (servers) =>
      searchConnections(servers, search, progress),
    );
    return toGatewayReport({ roundTrips, memory, connections, isPinned: cores.server.core !== undefined });
  } finally {
    await load.close();
  }
}

/** Runs something with both servers in fresh processes. */
async function withServers<Value>(
  parts: { readonly load: ChildProgram; readonly cores: Cores; readonly answer: NullHostAnswer },
  use: (servers: readonly LoadedServer[]) => Promise<Value>,
): Promise<Value> {
  const { load, cores, answer } = parts;
  const servers: LoadedServer[] = [];
  try {
    for (const name of ['bare', 'gateway'] as const) {
      const program = await ChildProgram.start(programs[name], cores.server);
      const address = await program.ask<ServerAddress>('start', { answer });
      servers.push({ name, program, address, load });
    }
    return await use(servers);
  } finally {
    for (const { program } of servers) await program.close();
  }
}
