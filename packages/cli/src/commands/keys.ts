import { type ApiKeyRecord, type KeyStore, openKeyStore, stateOfKey } from '@steno/server';
import { tableLines } from '../terminal/table.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from './context.ts';

/** The options of `steno keys create`, as the command line has them. */
export interface CreateKeyCommandOptions {
  readonly dataDir: string;
  readonly name: string;
  /** Whose sessions and records these are; the name when absent. */
  readonly owner?: string | undefined;
  readonly expiresInDays?: string | undefined;
}

/**
 * `steno keys create`: makes a key and prints it, alone, as the last line of standard output.
 *
 * @throws KeyStoreError or CliError (as a rejection).
 */
export async function createKeyCommand(options: CreateKeyCommandOptions, { out, err }: CommandContext): Promise<void> {
  const days = options.expiresInDays;
  if (days !== undefined && !/^\d{1,9}$/.test(days)) {
    throw new CliError('usage', `--expires-in-days is "${days}"; it must be a whole number of days.`);
  }
  const { key, record } = await openKeyStore(options.dataDir).create({
    name: options.name,
    ...(options.owner === undefined ? {} : { owner: options.owner }),
    ...(days === undefined ? {} : { expiresInDays: Number(days) }),
  });
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
  const heading = ['ID', 'STATE', 'CREATED', 'EXPIRES', 'OWNER', 'NAME'];
  for (const line of tableLines([heading, ...records.map(row)])) out.line(line);
}

/**
 * `steno keys revoke`: revokes a key by its id or name.
 *
 * @throws KeyStoreError (as a rejection).
 */
export async function revokeKeyCommand(dataDir: string, idOrName: string, { out }: CommandContext): Promise<void> {
  const record = await openKeyStore(dataDir).revoke(idOrName);
  out.line(`Key "${record.name}" (id ${record.id}) is revoked; running servers refuse it from now on.`);
}

/** The keys that authenticate now. */
export function usableKeys(store: KeyStore): readonly ApiKeyRecord[] {
  return store.list().filter((record) => stateOfKey(record, Date.now()) === 'usable');
}

function row(record: ApiKeyRecord): readonly string[] {
  const { id, name, owner = name, createdAt, expiresAt } = record;
  return [
    id,
    stateOfKey(record, Date.now()),
    day(createdAt),
    expiresAt === undefined ? 'never' : day(expiresAt),
    owner,
    name,
  ];
}

function goodFor({ expiresAt }: ApiKeyRecord): string {
  return expiresAt === undefined ? 'which never expires' : `good until ${day(expiresAt)}`;
}

function day(time: string): string {
  return time.slice(0, 10);
}
