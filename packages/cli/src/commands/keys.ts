import {
  type ApiKeyRecord,
  type CreateKeyOptions,
  type KeyStore,
  maxGraceMs,
  openKeyStore,
  openSigningKeys,
  stateOfKey,
} from '@steno/server';
import { tableLines } from '../terminal/table.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from './context.ts';

/** The options of `steno keys create`, as the command line has them. */
export interface CreateKeyCommandOptions {
  readonly dataDir: string;
  readonly name: string;
  /** Whose sessions and records these are; the name when absent. */
  readonly owner?: string | undefined;
  readonly type?: string | undefined;
  readonly expires?: string | undefined;
  readonly expiresInDays?: string | undefined;
  /** Words with commas between them, like the next two. */
  readonly languages?: string | undefined;
  readonly types?: string | undefined;
  readonly flags?: string | undefined;
  readonly maxSessions?: string | undefined;
  readonly maxSessionMs?: string | undefined;
}

/** The options of `steno keys rotate`, as the command line has them. */
export interface RotateKeyCommandOptions {
  readonly dataDir: string;
  readonly idOrName: string;
  readonly graceHours?: string | undefined;
  readonly expires?: string | undefined;
}

const hourMs = 3_600_000;
const maxGraceHours = maxGraceMs / hourMs;

/**
 * `steno keys create`: makes a key and prints it, alone, as the last line of standard output.
 *
 * @throws KeyStoreError or CliError (as a rejection).
 */
export async function createKeyCommand(options: CreateKeyCommandOptions, { out, err }: CommandContext): Promise<void> {
  if (options.expires !== undefined && options.expiresInDays !== undefined) {
    throw new CliError('usage', 'Give --expires or --expires-in-days, not both.');
  }
  const { key, record } = await openKeyStore(options.dataDir).create(wishesOf(options));
  err.line(`Key "${record.name}" (id ${record.id}), ${goodFor(record)}. It is shown only now:`);
  out.line(key);
}

/** `steno keys list`: shows all keys with their state; never a key or its hash. */
export function listKeysCommand(dataDir: string, { out, err }: CommandContext): void {
  const records = openKeyStore(dataDir).list();
  if (records.length === 0) {
    err.line(`No keys in ${dataDir} yet; make one with: steno keys create --name NAME`);
    return;
  }
  const heading = ['ID', 'STATE', 'TYPE', 'CREATED', 'EXPIRES', 'OWNER', 'NAME', 'ALLOWS'];
  for (const line of tableLines([heading, ...records.map(row)])) out.line(line);
}

/**
 * `steno keys revoke`: revokes a key by its id, or all usable ones of a name.
 *
 * @throws KeyStoreError (as a rejection).
 */
export async function revokeKeyCommand(dataDir: string, idOrName: string, { out }: CommandContext): Promise<void> {
  const store = openKeyStore(dataDir);
  const { id, name, revokedAt } = await store.revoke(idOrName);
  // A key that was replaced with a grace has the name of the one after it.
  const others = store.list().filter((key) => key.id !== id && key.name === name && key.revokedAt === revokedAt);
  const ids = idOrName === id ? [id] : [...others.map((key) => key.id), id];
  const [which, it, its] =
    ids.length === 1
      ? [`Key "${name}" (id ${id}) is`, 'it', 'its']
      : [`Keys "${name}" (ids ${ids.join(', ')}) are`, 'them', 'their'];
  out.line(`${which} revoked; running servers refuse ${it} from now on and end ${its} sessions.`);
}

/**
 * `steno keys rotate`: makes a key in place of another one and prints it, alone, as the last line of standard output.
 *
 * @throws KeyStoreError or CliError (as a rejection).
 */
export async function rotateKeyCommand(options: RotateKeyCommandOptions, { out, err }: CommandContext): Promise<void> {
  const { dataDir, idOrName, expires } = options;
  const graceHours = wholeNumber('--grace-hours', options.graceHours) ?? 0;
  if (graceHours > maxGraceHours) {
    const message = `--grace-hours is "${graceHours}"; it must be a whole number from 0 to ${maxGraceHours}.`;
    throw new CliError('usage', message);
  }
  const { key, record } = await openKeyStore(dataDir).rotate(idOrName, {
    graceMs: graceHours * hourMs,
    ...(expires === undefined ? {} : { expires }),
  });
  const old = graceHours === 0 ? 'refused from now on' : `good for another ${graceHours} h`;
  err.line(
    `The key before is ${old}. Key "${record.name}" (id ${record.id}), ${goodFor(record)}. It is shown only now:`,
  );
  out.line(key);
}

/**
 * `steno keys rotate-signing`: session tokens are signed with a new key from now on.
 *
 * @throws KeyStoreError (as a rejection).
 */
export async function rotateSigningCommand(dataDir: string, { out }: CommandContext): Promise<void> {
  const { id } = await openSigningKeys(dataDir).rotate();
  out.line(`Session tokens are signed with key ${id} from now on; those made before are good until they expire.`);
}

/** The keys that authenticate now. */
export function usableKeys(store: KeyStore): readonly ApiKeyRecord[] {
  return store.list().filter((record) => stateOfKey(record, Date.now()) === 'usable');
}

function wishesOf(options: CreateKeyCommandOptions): CreateKeyOptions {
  const { name, owner, type, expires } = options;
  const given = {
    owner,
    type,
    expires,
    expiresInDays: wholeNumber('--expires-in-days', options.expiresInDays),
    languages: wordsOf(options.languages),
    types: wordsOf(options.types),
    flags: wordsOf(options.flags),
    maxSessions: wholeNumber('--max-sessions', options.maxSessions),
    maxSessionMs: wholeNumber('--max-session-ms', options.maxSessionMs),
  };
  const wishes = Object.entries(given).filter(([, value]) => value !== undefined);
  return { name, ...Object.fromEntries(wishes) };
}

function wordsOf(text: string | undefined): readonly string[] | undefined {
  return text?.split(',').map((word) => word.trim());
}

function wholeNumber(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new CliError('usage', `${flag} is "${text.slice(0, 40)}"; it must be a whole number.`);
}

function row(record: ApiKeyRecord): readonly string[] {
  const { id, name, owner = name, type = 'realtime', createdAt, expiresAt } = record;
  const expires = expiresAt === undefined ? 'never' : moment(expiresAt);
  return [id, stateOfKey(record, Date.now()), type, day(createdAt), expires, owner, name, allows(record)];
}

/** What a key is restricted to, in a few words. */
function allows({ languages, types, flags, maxSessions, maxSessionMs }: ApiKeyRecord): string {
  const parts = [
    languages?.join(','),
    types?.join(','),
    flags?.map((flag) => `+${flag}`).join(','),
    maxSessions === undefined ? undefined : `${maxSessions} sessions`,
    maxSessionMs === undefined ? undefined : `${maxSessionMs} ms each`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'everything' : parts.join('; ');
}

function goodFor({ expiresAt }: ApiKeyRecord): string {
  return expiresAt === undefined ? 'which never expires' : `good until ${moment(expiresAt)}`;
}

/** To the minute, as a key that is replaced may have an hour left; of midnight the day. In UTC. */
function moment(time: string): string {
  const minutes = time.slice(11, 16);
  return minutes === '00:00' ? day(time) : `${day(time)} ${minutes} UTC`;
}

function day(time: string): string {
  return time.slice(0, 10);
}
