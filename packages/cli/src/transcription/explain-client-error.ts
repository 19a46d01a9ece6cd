import { ClientError } from '@steno/client/node';

/**
 * Turns what a session failed with into one sentence that says what helps.
 *
 * @param hasKey - whether an API key was sent.
 */
export function explainClientError(error: ClientError, hasKey: boolean): string {
  const sentence = error.message.trim().replace(/\.$/, '');
  const advice = adviceFor(error, hasKey);
  return advice === undefined ? `${sentence}.` : `${sentence}; ${advice}.`;
}

function adviceFor(error: ClientError, hasKey: boolean): string | undefined {
  if (error.wireCode === 'unauthorized') {
    return hasKey
      ? 'check --key or STENO_KEY, or make a key where the server runs: steno keys create --name NAME'
      : 'give an API key with --key or STENO_KEY; where the server runs, steno keys create --name NAME makes one';
  }
  if (error.wireCode === 'language_required') return 'name one with --language, for example --language en-US';
  if (error.code !== 'unreachable') return undefined;
  if (error.message.includes('certificate'))
    return 'give the authority with --ca FILE, or --insecure for a test of your own';
  return error.retryable ? 'is the server running? Start one with: steno serve' : undefined;
}
