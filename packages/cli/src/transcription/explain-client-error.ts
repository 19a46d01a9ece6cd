import { type ClientError } from '@steno/client/node';

/**
 * Turns what a session failed with into one sentence that says what helps.
 *
 * @param hasKey - whether an API key was sent.
 */
export function explainClientError(error: ClientError, hasKey: boolean): string {
  if (error.wireCode === 'unauthorized') return explainRefusedKey(hasKey);
  const sentence = error.message.trim().replace(/\.$/, '');
  const advice = adviceFor(error);
  return advice === undefined ? `${sentence}.` : `${sentence}; ${advice}.`;
}

function explainRefusedKey(hasKey: boolean): string {
  const make = 'where the server runs, steno keys create --name NAME makes one';
  return hasKey
    ? `The server does not accept this API key: check --key or STENO_KEY; ${make}.`
    : `The server wants an API key: give it with --key or STENO_KEY; ${make}.`;
}

function adviceFor(error: ClientError): string | undefined {
  if (error.wireCode === 'language_required') return 'here that is --language, for example --language en-US';
  if (error.code !== 'unreachable') return undefined;
  if (isAboutTrust(error)) return 'give its authority with --ca FILE, or --insecure for a test of your own';
  return error.retryable ? 'start one with steno serve, or name another with --url' : undefined;
}

/** A server that answers and is not trusted: the cause is an error of TLS, not of the network. */
function isAboutTrust({ cause }: ClientError): boolean {
  return cause instanceof Error && 'code' in cause && /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(String(cause.code));
}
