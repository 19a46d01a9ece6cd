import { ClientError } from './client-error.ts';
import type { TokenProvider } from './contract.ts';

/**
 * Asks for the credential of one connection.
 *
 * @param signal - handed to the provider.
 * @throws ClientError `token` (as a rejection) when the provider throws or gives no text. What the provider threw is the
 *   cause, and no part of the message.
 */
export async function credentialOf(
  token: string | TokenProvider | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (typeof token !== 'function') return token === '' ? undefined : token;
  let given: unknown;
  try {
    given = await token({ signal });
  } catch (cause) {
    throw new ClientError('token', 'The token provider failed.', { cause, retryable: true });
  }
  if (typeof given === 'string' && given !== '') return given;
  throw new ClientError('token', 'The token provider gave no text.');
}
