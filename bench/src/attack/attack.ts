import { setPriority } from 'node:os';
import { median, percentile } from '@steno/client/measure';
import type { BenchOptions } from '../bench-options.ts';
import type { SentSample } from '../client/load-program.ts';
import { RawConnection } from '../client/raw-connection.ts';
import { cpuSecondsOf } from '../processes/cpu-time.ts';
import { ChildProgram } from '../processes/child-program.ts';
import { separateCores } from '../processes/cores.ts';
import { pause } from '../processes/pause.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import { rssOf } from '../serve/memory-sampler.ts';
import type { NullServerAddress, NullServerStart, NullServerState } from '../server/null-server-program.ts';
import { attackedFlags, resumeWindowMs } from './attacked-flags.ts';
import { type AttackKind, attackKindsWith, type AttackOutcome } from './attack-kinds.ts';
import { type AttackPhase, toAttackReport, type Window } from './attack-report.ts';

/** Sessions that behave, each with 10 chunks/s. */
export const honestSessions = 20;
/** How often somebody new comes, in ms. */
const newcomerEveryMs = 250;
const sampleEveryMs = 50;
/** How long an attack goes on before it is measured, in ms. */
const settleMs = 1000;
const highPriority = -15;
const recoveryTimeoutMs = 60_000;

interface Parts {
  readonly server: ChildProgram;
  readonly load: ChildProgram;
  readonly attacker: ChildProgram;
  readonly address: NullServerAddress;
  /** A server like the other one that nobody but attackers use, on their core: attacked, it costs the machine the same. */
  readonly twin: ChildProgram;
  readonly twinAddress: NullServerAddress;
}

/** Attacks a server with the limits it has by default, and looks at those who behave. */
export async function runAttack({ isQuick, only }: BenchOptions, progress: Progress): Promise<Report> {
  const kinds = attackKindsWith(only);
  const windowMs = isQuick ? 2000 : 5000;
  const cores = separateCores();
  // On a network attackers have machines of their own: what they need must not be taken from the server.
  const aside = { ...cores.client, isYielding: true };
  // The threads of V8 would keep the main thread off its core for 4 ms at a time: they have that of the others.
  const { core } = cores.server;
  const server = await ChildProgram.start('server/null-server-program', {
    ...cores.client,
    ...(core === undefined ? {} : { mainThreadCore: core }),
  });
  const twin = await ChildProgram.start('server/null-server-program', aside);
  const load = await ChildProgram.start('client/load-program', cores.client);
  const attacker = await ChildProgram.start('attack/attacker-program', aside);
  const isPreferred = prefer([server, load]);
  try {
    const start: NullServerStart = { answer: 'partial', flags: { ...attackedFlags, logLevel: 'warn' } };
    const address = await server.ask<NullServerAddress>('start', start);
    const twinAddress = await twin.ask<NullServerAddress>('start', start);
    const parts: Parts = { server, load, attacker, address, twin, twinAddress };
    await load.ask('connect', { address, count: honestSessions });
    await load.ask('begin');
    await measure(parts, windowMs);
    let calm = await measure(parts, windowMs);
    const phases: AttackPhase[] = [];
    for (const [index, kind] of kinds.entries()) {
      progress.show(`attack: ${index + 1} of ${kinds.length}, ${kind}`);
      const phase = await attack(parts, { kind, before: calm, windowMs });
      phases.push(phase);
      calm = phase.after;
    }
    return toAttackReport(phases, { isPreferred, isPinned: cores.server.core !== undefined });
  } finally {
    await Promise.all([attacker.close(), load.close(), server.close(), twin.close()]);
  }
}

/** Gives processes their cores whatever others do, as if those had machines of their own; needs root. */
function prefer(programs: readonly ChildProgram[]): boolean {
  try {
    for (const { pid } of programs) setPriority(pid, highPriority);
    return true;
  } catch {
    // Not permitted: then the figures hold what the attackers and others of this machine take.
    return false;
  }
}

async function attack(
  parts: Parts,
  { kind, before, windowMs }: { readonly kind: AttackKind; readonly before: Window; readonly windowMs: number },
): Promise<AttackPhase> {
  const { server, attacker, address, twin, twinAddress } = parts;
  await attacker.ask('begin', { kind, address: { url: twinAddress.url, key: twinAddress.otherKey } });
  await pause(settleMs);
  const beside = await measure(parts, windowMs);
  await attacker.ask<AttackOutcome>('end');
  await recovered(twin, 0);
  await attacker.ask('begin', { kind, address: { url: address.url, key: address.otherKey } });
  await pause(settleMs);
  const during = await measure(parts, windowMs);
  // The newcomers are over, and what is left are those who behave and the attackers.
  await pause(2 * resumeWindowMs);
  const { sessions, limits } = await server.ask<NullServerState>('state');
  const outcome = await attacker.ask<AttackOutcome>('end');
  const recoveredMs = await recovered(server, honestSessions);
  const after = await measure(parts, windowMs);
  return { kind, before, beside, during, after, outcome, sessions: sessions - honestSessions, limits, recoveredMs };
}

/** @returns how long it took until a server had no more sessions than that, in ms. */
async function recovered(server: ChildProgram, left: number): Promise<number> {
  const fromMs = performance.now();
  for (;;) {
    const { sessions } = await server.ask<NullServerState>('state');
    const ms = performance.now() - fromMs;
    if (sessions <= left) return ms;
    if (ms > recoveryTimeoutMs) return Infinity;
    await pause(100);
  }
}

async function measure({ server, load, address }: Parts, windowMs: number): Promise<Window> {
  let peakRss = rssOf(server.pid);
  const sampler = setInterval(() => {
    peakRss = Math.max(peakRss, rssOf(server.pid));
  }, sampleEveryMs);
  const seconds: SentSample[] = [];
  await load.ask('take');
  const endMs = performance.now() + windowMs;
  const cpuSeconds = cpuSecondsOf(server.pid);
  const fromMs = performance.now();
  const newcomersMs: number[] = [];
  let refusedNewcomers = 0;
  let nextMs = performance.now() + 1000;
  while (performance.now() < endMs) {
    const openingMs = performance.now();
    if (openingMs >= nextMs) {
      seconds.push(await load.ask<SentSample>('take'));
      nextMs += 1000;
    }
    try {
      const newcomer = await RawConnection.open(address);
      newcomersMs.push(performance.now() - openingMs);
      newcomer.close();
    } catch {
      // Counted; one of them is what the benchmark is there to find.
      refusedNewcomers += 1;
    }
    await pause(newcomerEveryMs);
  }
  seconds.push(await load.ask<SentSample>('take'));
  clearInterval(sampler);
  const roundTripsMs = seconds.flatMap((second) => second.roundTripsMs);
  const sum = (of: (second: SentSample) => number): number => seconds.reduce((total, second) => total + of(second), 0);
  // Other processes of the machine take a core for a moment; the median second is one without them.
  const p95sMs = seconds.filter((second) => second.roundTripsMs.length > 0);
  return {
    p50Ms: percentile(roundTripsMs, 0.5),
    p95Ms: median(p95sMs.map((second) => percentile(second.roundTripsMs, 0.95))),
    p95OfAllMs: percentile(roundTripsMs, 0.95),
    answered: roundTripsMs.length,
    due: sum(({ due }) => due),
    sent: sum(({ sent }) => sent),
    newcomers: newcomersMs.length,
    newcomerP95Ms: percentile(newcomersMs, 0.95),
    refusedNewcomers,
    peakRssBytes: peakRss,
    cpuRatio: (1000 * (cpuSecondsOf(server.pid) - cpuSeconds)) / (performance.now() - fromMs),
  };
}
