import { type OptionName, optionNames } from '@steno/protocol';
import { parseAddressBlock } from './address-block.ts';
import {
  booleanSetting,
  hostSetting,
  integerSetting,
  keySetSetting,
  listSetting,
  optionalPortSetting,
  type Setting,
  textSetting,
} from './setting.ts';

type LimitSetting =
  | 'maxSessions'
  | 'maxSessionsPerOwner'
  | 'maxSessionsPerKey'
  | 'maxSessionMs'
  | 'maxConnectionsPerSecond'
  | 'maxConnectionsPerSecondPerKey'
  | 'authTimeoutMs'
  | 'maxUnauthenticatedBytes'
  | 'maxUnauthenticated'
  | 'maxHandshakes'
  | 'maxSmallMessagesPerSecond'
  | 'maxViewers'
  | 'maxViewersPerSession';

/** The settings of how much anybody may have. */
export const limitSettings: { readonly [Name in LimitSetting]: Setting<number> } = {
  maxSessions: integerSetting({
    flag: '--max-sessions',
    environment: 'STENO_MAX_SESSIONS',
    unit: 'sessions',
    min: 1,
    max: 1_000_000,
    fallback: 10_000,
    text: 'Live sessions at once; one more is refused with too_many_sessions.',
  }),
  maxSessionsPerOwner: integerSetting({
    flag: '--max-sessions-per-owner',
    environment: 'STENO_MAX_SESSIONS_PER_OWNER',
    unit: 'sessions',
    min: 1,
    max: 1_000_000,
    fallback: 5_000,
    text: 'Live sessions of one owner, with all keys and tokens.',
  }),
  maxSessionsPerKey: integerSetting({
    flag: '--max-sessions-per-key',
    environment: 'STENO_MAX_SESSIONS_PER_KEY',
    unit: 'sessions',
    min: 1,
    max: 1_000_000,
    fallback: 2_000,
    text: 'Live sessions of one key and its tokens, for keys without a number of their own.',
  }),
  maxSessionMs: integerSetting({
    flag: '--max-session-ms',
    environment: 'STENO_MAX_SESSION_MS',
    unit: 'ms',
    min: 1_000,
    max: 2_147_483_647,
    fallback: 86_400_000,
    text: 'How long a session may be, by the clock and over all its connections; then it ends with session_limit, after its finals. A key or token can have less.',
  }),
  maxConnectionsPerSecond: integerSetting({
    flag: '--max-connections-per-second',
    environment: 'STENO_MAX_CONNECTIONS_PER_SECOND',
    unit: '1/s',
    min: 0,
    max: 100_000,
    fallback: 100,
    text: 'Connections and requests a second from one address (of IPv6, one /64), in the long run; ten times as many may come at once. More are refused with rate_limited. Who connects so often waits half a second and more for the answer, beyond a hundred connections at once; when a thousand wait, the next get none. Breaking the rules of WebSocket counts as half a second of them. 0 for any number. Behind a proxy, trustedProxies tells clients apart.',
  }),
  maxConnectionsPerSecondPerKey: integerSetting({
    flag: '--max-connections-per-second-per-key',
    environment: 'STENO_MAX_CONNECTIONS_PER_SECOND_PER_KEY',
    unit: '1/s',
    min: 0,
    max: 100_000,
    fallback: 100,
    text: 'The same with one key and its tokens.',
  }),
  authTimeoutMs: integerSetting({
    flag: '--auth-timeout-ms',
    environment: 'STENO_AUTH_TIMEOUT_MS',
    unit: 'ms',
    min: 100,
    max: 600_000,
    fallback: 5_000,
    text: 'With allowKeyInStart: how long a connection may be without a key.',
  }),
  maxUnauthenticatedBytes: integerSetting({
    flag: '--max-unauthenticated-bytes',
    environment: 'STENO_MAX_UNAUTHENTICATED_BYTES',
    unit: 'bytes',
    min: 1_024,
    max: 1_048_576,
    fallback: 16_384,
    text: 'With allowKeyInStart: what a connection may send before its key is known. At more it is ended without an answer.',
  }),
  maxUnauthenticated: integerSetting({
    flag: '--max-unauthenticated',
    environment: 'STENO_MAX_UNAUTHENTICATED',
    unit: 'connections',
    min: 1,
    max: 100_000,
    fallback: 1_000,
    text: 'Connections at once whose credential is being looked at; and as many again that may still send a key, or are being told why they are refused. More are refused with rate_limited, over HTTP.',
  }),
  maxHandshakes: integerSetting({
    flag: '--max-handshakes',
    environment: 'STENO_MAX_HANDSHAKES',
    unit: 'connections',
    min: 10,
    max: 100_000,
    fallback: 1_000,
    text: 'Connections at once that have not sent a whole request, or wait for another one. One more ends the oldest of them. Beside them and the sessions the process needs a few hundred file descriptors.',
  }),
  maxSmallMessagesPerSecond: integerSetting({
    flag: '--max-small-messages-per-second',
    environment: 'STENO_MAX_SMALL_MESSAGES_PER_SECOND',
    unit: '1/s',
    min: 0,
    max: 1_000_000,
    fallback: 200,
    text: 'Text messages, pings, and chunks and reads below 1 ms of audio (32 bytes), of one connection in the long run; five times as many may come at once. One more ends its session with rate_limited. 0 for any number.',
  }),
  maxViewers: integerSetting({
    flag: '--max-viewers',
    environment: 'STENO_MAX_VIEWERS',
    unit: 'viewers',
    min: 0,
    max: 100_000,
    fallback: 2_000,
    text: 'Viewers of captions at once; one more is refused with at_capacity. 0 for none.',
  }),
  maxViewersPerSession: integerSetting({
    flag: '--max-viewers-per-session',
    environment: 'STENO_MAX_VIEWERS_PER_SESSION',
    unit: 'viewers',
    min: 0,
    max: 100_000,
    fallback: 500,
    text: 'The same of one session.',
  }),
};

/** The settings of who may come, and with what. */
export const accessSettings: {
  readonly allowedOrigins: Setting<readonly string[]>;
  readonly restrictedOptions: Setting<readonly OptionName[]>;
  readonly allowKeyInStart: Setting<boolean>;
  readonly issuer: Setting<string | undefined>;
  readonly issuerAudience: Setting<string | undefined>;
  readonly issuerKeys: Setting<string | undefined>;
  readonly issuerOwnerClaim: Setting<string>;
  readonly adminHost: Setting<string>;
  readonly adminPort: Setting<number | undefined>;
  readonly console: Setting<boolean>;
  readonly trustedProxies: Setting<readonly string[]>;
  readonly hstsSeconds: Setting<number>;
} = {
  allowedOrigins: listSetting<readonly string[]>({
    flag: '--allowed-origins',
    environment: 'STENO_ALLOWED_ORIGINS',
    placeholder: '<origins>',
    allowed: '* or origins with commas between them, such as https://app.example,https://localhost:8443',
    defaultText: '*',
    fallback: ['*'],
    text: 'Pages of which origins may connect; others are refused with forbidden. Clients that are no page send no origin and are not asked for one.',
    parse: (items) => {
      if (items.length === 1 && items[0] === '*') return { value: items };
      const origins = items.map((item) => originOf(item));
      return origins.every((origin) => origin !== undefined) ? { value: origins } : undefined;
    },
  }),
  restrictedOptions: listSetting<readonly OptionName[]>({
    flag: '--restricted-options',
    environment: 'STENO_RESTRICTED_OPTIONS',
    placeholder: '<names>',
    allowed: `names with commas between them, of ${optionNames.join(', ')}`,
    defaultText: '',
    fallback: [],
    text: 'Options of a session that only keys with a flag of the same name may use.',
    parse: (items) => {
      const names = items.map((item) => optionNames.find((name) => name === item.toLowerCase()));
      return names.every((name) => name !== undefined) ? { value: names } : undefined;
    },
  }),
  allowKeyInStart: booleanSetting({
    flag: '--allow-key-in-start',
    environment: 'STENO_ALLOW_KEY_IN_START',
    fallback: false,
    text: 'Whether a client may connect without a credential and send it as key in its start message.',
  }),
  issuer: textSetting({
    flag: '--issuer',
    environment: 'STENO_ISSUER',
    fallback: undefined,
    text: 'Issuer (iss) of JSON Web Tokens to accept beside API keys, such as https://login.example; needs issuerAudience and issuerKeys.',
  }),
  issuerAudience: textSetting({
    flag: '--issuer-audience',
    environment: 'STENO_ISSUER_AUDIENCE',
    fallback: undefined,
    text: 'Audience (aud) that such a token must name.',
  }),
  issuerKeys: keySetSetting({
    flag: '--issuer-keys',
    environment: 'STENO_ISSUER_KEYS',
    text: 'Where the public keys of the issuer are: the URL or file of its JSON Web Key Set.',
  }),
  issuerOwnerClaim: textSetting({
    flag: '--issuer-owner-claim',
    environment: 'STENO_ISSUER_OWNER_CLAIM',
    fallback: 'sub',
    text: 'The claim of such a token that says whose sessions and records these are.',
  }),
  adminHost: hostSetting({
    flag: '--admin-host',
    environment: 'STENO_ADMIN_HOST',
    fallback: '127.0.0.1',
    text: 'Address to listen on for operators: the administration of keys, what the server does, and the console with both.',
  }),
  adminPort: optionalPortSetting({
    flag: '--admin-port',
    environment: 'STENO_ADMIN_PORT',
    text: 'TCP port for operators, who come with a key of type admin; 0 lets the system choose a free one. Without it there is none.',
  }),
  console: booleanSetting({
    flag: '--console',
    environment: 'STENO_CONSOLE',
    fallback: true,
    text: 'Whether the console, a page for browsers, is served at / of both ports. It asks for a key before it shows anything.',
  }),
  trustedProxies: listSetting<readonly string[]>({
    flag: '--trusted-proxies',
    environment: 'STENO_TRUSTED_PROXIES',
    placeholder: '<addresses>',
    allowed: 'IP addresses and CIDR blocks with commas between them, such as 127.0.0.1,10.0.0.0/8',
    defaultText: '',
    fallback: [],
    text: 'Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, so that limits and the audit log have the address of the client. From anybody else these headers are ignored.',
    parse: (items) => (items.every((item) => parseAddressBlock(item) !== undefined) ? { value: items } : undefined),
  }),
  hstsSeconds: integerSetting({
    flag: '--hsts-seconds',
    environment: 'STENO_HSTS_SECONDS',
    unit: 's',
    min: 0,
    max: 63_072_000,
    fallback: 31_536_000,
    text: 'How long browsers shall use nothing but TLS for this host, all its ports (Strict-Transport-Security); told over TLS only. 0 does not tell them.',
  }),
};

/** An origin as browsers write it; undefined for what is none. */
function originOf(text: string): string | undefined {
  const wanted = text.toLowerCase();
  if (!URL.canParse(wanted)) return undefined;
  const { origin } = new URL(wanted);
  return origin === 'null' || origin !== wanted.replace(/\/$/, '') ? undefined : origin;
}
