import type { Configuration } from '../config/configuration.ts';
import { ConfigurationError } from '../config/configuration-error.ts';
import type { Log } from '../log.ts';
import { Authenticator } from './authenticator.ts';
import { type IssuerTokens, openIssuerTokens } from './issuer-tokens.ts';
import type { KeyStore } from './key-store.ts';
import { SessionTokens } from './session-token.ts';
import { openSigningKeys } from './signing-keys.ts';
import { TokenUses } from './token-uses.ts';
import { ViewTokens } from './view-token.ts';

/** Who knows the credentials of a server. */
export interface Credentials {
  readonly authenticator: Authenticator;
  readonly tokens: SessionTokens;
  readonly viewTokens: ViewTokens;
}

/** What credentials are opened with. */
export interface CredentialsParts {
  readonly configuration: Configuration;
  readonly keys: KeyStore;
  readonly log: Log;
  /** Unix time in ms. */
  readonly now: () => number;
}

/**
 * Opens what a server needs to know credentials by. Holds nothing that has to be closed.
 *
 * @throws rejects with ConfigurationError for a file that is no key set, KeyStoreError when token-keys.json cannot be used.
 */
export async function openCredentials({ configuration, keys, log, now }: CredentialsParts): Promise<Credentials> {
  const signingKeys = openSigningKeys(configuration.dataDir, {
    now,
    onProblem: ({ code, message }) => {
      log.error({ code, reason: message }, 'signing keys not readable');
    },
  });
  const tokens = new SessionTokens(signingKeys, now);
  const issuer = await openIssuer(configuration, { log, now });
  const uses = new TokenUses(now);
  const viewTokens = new ViewTokens(signingKeys, now);
  return {
    tokens,
    viewTokens,
    authenticator: new Authenticator({ keys, tokens, uses, issuer, log, startedAtMs: now() }),
  };
}

/**
 * Opens the issuer of a configuration; reads its key set where that is a file.
 *
 * @throws rejects with ConfigurationError for a file that is no key set.
 */
export async function openIssuer(
  configuration: Pick<Configuration, 'issuer' | 'issuerAudience' | 'issuerKeys' | 'issuerOwnerClaim'>,
  { log, now }: { readonly log: Pick<Log, 'error'>; readonly now: () => number },
): Promise<IssuerTokens | undefined> {
  const { issuer, issuerAudience: audience, issuerKeys: keys, issuerOwnerClaim: ownerClaim } = configuration;
  if (issuer === undefined || audience === undefined || keys === undefined) return undefined;
  const onProblem = (reason: string): void => {
    log.error({ reason }, 'keys of the issuer not available');
  };
  try {
    return await openIssuerTokens({ settings: { issuer, audience, keys, ownerClaim }, now, onProblem });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The file of issuerKeys, ${keys}, is no key set that can be read: ${reason}.`;
    throw new ConfigurationError('value_invalid', 'issuerKeys', message);
  }
}
