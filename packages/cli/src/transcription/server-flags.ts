import { type Client, ClientError, createClient, type TranscribeOptions } from '@steno/client/node';
import { CliError } from '../cli-error.ts';
import { explainClientError } from './explain-client-error.ts';
import { type SessionFlags, sessionOptionsOf } from './session-options.ts';

/** Which server, and what for, as the command line has it. */
export interface ServerFlags {
  readonly url: string;
  readonly key?: string | undefined;
  readonly language?: string | undefined;
  /** A PEM file with the authorities to trust. */
  readonly ca?: string | undefined;
  readonly insecure: boolean;
  readonly session: SessionFlags;
}

/** A server and how its sessions are opened. */
export interface Connection {
  readonly client: Client;
  readonly session: TranscribeOptions;
}

/**
 * Makes a client of flags; nothing is connected yet.
 *
 * @throws CliError `usage`.
 */
export function connectionOf(flags: ServerFlags): Connection {
  const isUrl = URL.canParse(flags.url) && /^(?:wss?|https?):$/.test(new URL(flags.url).protocol);
  if (!isUrl) throw new CliError('usage', `--url is "${flags.url}"; it must be like ws://127.0.0.1:8080.`);
  const session = sessionOptionsOf(flags.session);
  return {
    client: createClient({
      url: flags.url,
      ...(hasKey(flags) ? { token: flags.key } : {}),
      tls: { ...(flags.ca === undefined ? {} : { caFile: flags.ca }), isInsecure: flags.insecure },
    }),
    session: { ...session, ...(flags.language === undefined ? {} : { language: flags.language }) },
  };
}

/** Makes of what a session failed with what the user is told. */
export function explained(error: unknown, flags: ServerFlags, addition = ''): unknown {
  if (!(error instanceof ClientError)) return error;
  const sentence = explainClientError(error, hasKey(flags));
  return new CliError('input', addition === '' ? sentence : `${sentence.replace(/\.$/, '')}; ${addition}.`, error);
}

function hasKey(flags: ServerFlags): flags is ServerFlags & { readonly key: string } {
  return flags.key !== undefined && flags.key !== '';
}
