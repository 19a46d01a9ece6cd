import { freePort } from '@steno/testkit';
import { type AttackKind, attackKindsWith, type AttackOutcome } from '../attack/attack-kinds.ts';
import { readRecordings } from '../assets/recordings.ts';
import type { BenchOptions } from '../bench-options.ts';
import { playSession, toScripts } from '../latency/script.ts';
import { scrape, sumOf } from '../overload/scrape.ts';
import { ChildProgram } from '../processes/child-program.ts';
import { separateCores } from '../processes/cores.ts';
import { pause } from '../processes/pause.ts';
import type { Progress } from '../report/progress.ts';
import type { Report } from '../report/report.ts';
import type { NullServerAddress, NullServerStart } from '../server/null-server-program.ts';
import type { ServerAddress } from '../server/server-program.ts';
import { StenoServer } from '../serve/steno-server.ts';
import { attackedFlags } from '../attack/attacked-flags.ts';
import { type AttackedText, type SpokenRound, toAttackTextReport } from './attack-text-report.ts';

/** Speakers at once; each plays another script. */
const speakers = 8;
/** How long an attack goes on before somebody speaks, in ms. */
const settleMs = 1500;
/** What the attackers' key may have at once: half of the streams that two workers take, which all those of one key could have. */
const attackerSessions = 500;
/** How long the attackers' sessions may last after them, in ms. */
const recoveryTimeoutMs = 60_000;

interface Parts {
  readonly server: StenoServer;
  readonly metricsPort: number;
  readonly attacker: ChildProgram;
  /** Where the attackers go, and their key. */
  readonly attacked: ServerAddress;
  /** A server that nobody but attackers use, on their core: attacked, it costs the machine the same. */
  readonly elsewhere: ServerAddress;
  readonly progress: Progress;
}

/** The latency of text beside attacks: `steno serve` with a model, and the same words spoken with the attack and without. */
export async function runAttackText(options: BenchOptions, progress: Progress): Promise<Report> {
  const kinds = attackKindsWith(options.only);
  const scripts = toScripts(await readRecordings(options.assetsDir, progress, 30));
  const sets = Array.from({ length: options.isQuick ? 1 : 2 }, (_, set) =>
    Array.from({ length: speakers }, (_none, index) => scripts[(set * speakers + index) % scripts.length] ?? noSpeech),
  );
  const metricsPort = await freePort();
  const server = await StenoServer.start(options, {
    flags: ['--metrics-port', String(metricsPort), ...flagsOf(attackedFlags)],
  });
  // On a network attackers have machines of their own: what they need must not be taken from the server.
  const aside = { ...separateCores().client, isYielding: true };
  const attacker = await ChildProgram.start('attack/attacker-program', aside);
  const twin = await ChildProgram.start('server/null-server-program', aside);
  try {
    const attacked = { url: server.url, key: await server.createKey('attacker', attackerSessions) };
    const start: NullServerStart = { answer: 'partial', flags: attackedFlags };
    const { url, otherKey } = await twin.ask<NullServerAddress>('start', start);
    const elsewhere = { url, key: otherKey };
    const parts: Parts = { server, metricsPort, attacker, attacked, elsewhere, progress };
    progress.show('attack-text: warming up');
    for (const set of sets) await speak(server, set);
    const attacks: AttackedText[] = [];
    for (const [index, kind] of kinds.entries()) {
      attacks.push(await attack(parts, { kind, sets, name: `${index + 1} of ${kinds.length}, ${kind}` }));
    }
    return toAttackTextReport(attacks);
  } finally {
    await Promise.all([attacker.close(), twin.close(), server.close()]);
  }
}

function flagsOf(settings: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    value,
  ]);
}

const noSpeech = new Int16Array(0);

async function attack(
  parts: Parts,
  {
    kind,
    sets,
    name,
  }: { readonly kind: AttackKind; readonly sets: readonly (readonly Int16Array[])[]; readonly name: string },
): Promise<AttackedText> {
  const { server, attacked, elsewhere, progress } = parts;
  const calm: SpokenRound[] = [];
  const beside: SpokenRound[] = [];
  const during: SpokenRound[] = [];
  const outcomes: AttackOutcome[] = [];
  for (const [index, set] of sets.entries()) {
    const show = (what: string): void => {
      progress.show(`attack-text: ${name}, ${what} ${index + 1} of ${sets.length}`);
    };
    show('calm');
    calm.push(await speak(server, set));
    show('the attack elsewhere');
    beside.push((await speakUnder(parts, { kind, set, address: elsewhere })).spoken);
    show('the attack');
    const { spoken, outcome } = await speakUnder(parts, { kind, set, address: attacked });
    during.push(spoken);
    outcomes.push(outcome);
  }
  return { kind, calm, beside, during, outcomes };
}

async function speakUnder(
  { server, attacker, metricsPort }: Parts,
  {
    kind,
    set,
    address,
  }: { readonly kind: AttackKind; readonly set: readonly Int16Array[]; readonly address: ServerAddress },
): Promise<{ readonly spoken: SpokenRound; readonly outcome: AttackOutcome }> {
  await attacker.ask('begin', { kind, address });
  await pause(settleMs);
  const spoken = await speak(server, set);
  const outcome = await attacker.ask<AttackOutcome>('end');
  await recovered(metricsPort);
  return { spoken, outcome };
}

async function speak(server: StenoServer, set: readonly Int16Array[]): Promise<SpokenRound> {
  const played = await Promise.allSettled(
    set.map(async (script, index) =>
      playSession(server, script, { stream: index, finishBy: index % 2 === 0 ? 'stop' : 'close' }),
    ),
  );
  return {
    sessions: played.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    failed: played.filter(({ status }) => status === 'rejected').length,
  };
}

/** Waits until the attackers' sessions are over. */
async function recovered(metricsPort: number): Promise<void> {
  const deadlineMs = performance.now() + recoveryTimeoutMs;
  while (performance.now() < deadlineMs) {
    if (sumOf(await scrape(metricsPort), 'steno_sessions_open') === 0) return;
    await pause(100);
  }
}
