import { writeFile } from 'node:fs/promises';
import { cpus, platform, totalmem } from 'node:os';
import type { Client, TranscribeOptions } from '@steno/client/node';
import { CliError } from '../cli-error.ts';
import { loadReportOf } from '../load/load-report.ts';
import { loadTable } from '../load/load-table.ts';
import { playRecording } from '../load/play-recording.ts';
import { watchProcess } from '../load/process-watch.ts';
import { readRecordingSet, type Recording } from '../load/recording-set.ts';
import { type LoadProgress, runLoad } from '../load/run-load.ts';
import { clockTime, progressBar } from '../terminal/progress-bar.ts';
import type { Screen } from '../terminal/screen.ts';
import { connectionOf, explained, type ServerFlags } from '../transcription/server-flags.ts';
import type { CommandContext } from './context.ts';

/** The options of `steno bench`, as the command line has them. */
export interface BenchCommandOptions extends ServerFlags {
  readonly recordings: string;
  readonly manifest?: string | undefined;
  readonly sessions: string;
  readonly seconds: string;
  /** Where the report is written as JSON. */
  readonly json?: string | undefined;
}

const maxSessions = 10_000;
const maxSeconds = 86_400;
/** How often a screen that cannot draw is told how far the load is. */
const plainIntervalMs = 10_000;
const barColumns = 24;

/**
 * `steno bench`: plays recordings into many sessions of a server and says how late and how complete the text was.
 *
 * @throws CliError or AudioInputError (as rejections); `load` when sessions failed.
 */
export async function benchCommand(options: BenchCommandOptions, context: CommandContext): Promise<void> {
  const sessions = wholeNumber('--sessions', options.sessions, maxSessions);
  const seconds = wholeNumber('--seconds', options.seconds, maxSeconds);
  const { client, session } = connectionOf(options);
  const sessionOptions = { ...session, events: true };
  const { out, err, signal } = context;
  const { recordings, leftOut } = await readRecordingSet({
    directory: options.recordings,
    manifest: options.manifest,
    language: options.language,
    environment: context.environment,
    onProgress: (done, total) => {
      err.live([`  reading recordings  ${done} of ${total}`]);
    },
  });
  err.live([]);
  if (leftOut.length > 0) err.line(`steno: left out, too long or no audio: ${leftOut.join(', ')}`);
  try {
    const alone = await hearAlone(client, recordings, { session: sessionOptions, signal, screen: err });
    const watch = watchProcess();
    const load = await runLoad(
      client,
      { recordings, sessions, seconds, session: sessionOptions, signal },
      progressOn(err, seconds),
    );
    const report = loadReportOf(load, alone, watch.stop());
    err.live([]);
    for (const line of loadTable(report)) out.line(line);
    if (options.json !== undefined) {
      await writeJson(options.json, { machine: machine(), load: { ...facts(options), sessions, seconds }, ...report });
    }
    const failed = Object.values(report.errors).reduce((sum, count) => sum + count, 0);
    if (failed > 0) throw new CliError('load', `${failed} sessions failed; the line "failed" says with which codes.`);
  } catch (error) {
    throw explained(error, options);
  } finally {
    err.live([]);
  }
}

/** What each recording is heard as while the server has nothing else of ours to do. */
async function hearAlone(
  client: Client,
  recordings: readonly Recording[],
  options: { readonly session: TranscribeOptions; readonly signal: AbortSignal; readonly screen: Screen },
): Promise<ReadonlyMap<Recording, string>> {
  const { session, signal, screen } = options;
  const alone = new Map<Recording, string>();
  for (const recording of recordings) {
    screen.live([`  hearing each recording alone  ${alone.size} of ${recordings.length}`]);
    const played = await playRecording(client.transcribe(session), recording, { pace: 'max', signal });
    alone.set(recording, played.text);
  }
  screen.live([]);
  return alone;
}

function progressOn(screen: Screen, seconds: number): (progress: LoadProgress) => void {
  let toldMs = 0;
  return ({ elapsedMs, live, played, failed }) => {
    const facts = `${live} live, ${played} played${failed === 0 ? '' : `, ${failed} failed`}`;
    const time = `${clockTime(elapsedMs / 1000)} of ${clockTime(seconds)}`;
    if (screen.isInteractive) {
      const bar = screen.paint('cyan', progressBar(elapsedMs / 1000 / seconds, barColumns));
      screen.live([`  ${bar}  ${time}  ${facts}`]);
    } else if (elapsedMs - toldMs >= plainIntervalMs) {
      toldMs = elapsedMs;
      screen.line(`steno: ${time}, ${facts}`);
    }
  };
}

function machine(): Readonly<Record<string, string | number>> {
  const processors = cpus();
  return {
    platform: `${platform()} ${process.arch}`,
    node: process.versions.node,
    cores: processors.length,
    processor: processors[0]?.model ?? 'unknown',
    memoryBytes: totalmem(),
  };
}

/** What was asked for, without the key and whatever else could be a secret in an address. */
function facts({ url, language, session }: BenchCommandOptions): Readonly<Record<string, string | undefined>> {
  const { protocol, host, pathname } = new URL(url);
  return { server: `${protocol}//${host}${pathname}`, language, type: session.type };
}

async function writeJson(file: string, report: unknown): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(report, rounded, 2)}\n`);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new CliError('input', `${file} cannot be written (${code}).`, cause);
  }
}

/** What was measured is not known to more than a thousandth. */
function rounded(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
}

function wholeNumber(flag: string, text: string, max: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= max) return value;
  throw new CliError('usage', `${flag} is "${text.slice(0, 80)}"; it must be a whole number from 1 to ${max}.`);
}
