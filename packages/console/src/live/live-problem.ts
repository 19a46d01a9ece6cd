import type { AudioInputErrorCode, ClientError } from '@steno/client/browser';
import { ApiError } from '../api/api-error.ts';
import { FileError, type FileProblem } from './live-source.ts';
import { isAudioInputError } from './stream-source.ts';

/** Why there is no session, or no more; each has a sentence in the texts of the page that says what to do. */
export type LiveProblem =
  | { readonly type: 'input'; readonly code: AudioInputErrorCode }
  | { readonly type: 'file'; readonly problem: FileProblem; readonly name: string }
  /** The key is not good any more. */
  | { readonly type: 'key' }
  /** A tab was to be shared, and the user or the browser said no. */
  | { readonly type: 'tab_refused' }
  /** By the code of the server, or of the client where the server said none; `message` is the server's sentence. */
  | { readonly type: 'session'; readonly code: string; readonly message: string }
  | { readonly type: 'unknown'; readonly message: string };

/** Codes of the server that mean that the credential is not good. */
const keyCodes: readonly string[] = ['unauthorized'];

/**
 * Tells what went wrong while a source was opened or a session was begun.
 *
 * @returns undefined when nothing did: the user changed their mind.
 */
export function problemOf(error: unknown, name = ''): LiveProblem | undefined {
  if (error instanceof FileError) return { type: 'file', problem: error.problem, name };
  if (isAudioInputError(error)) return { type: 'input', code: error.code };
  if (error instanceof ApiError) {
    if (error.status === 401) return { type: 'key' };
    return { type: 'session', code: error.code, message: error.message };
  }
  if (isClientError(error)) return sessionProblem(error);
  if (error instanceof DOMException) {
    if (error.name === 'AbortError') return undefined;
    if (error.name === 'NotAllowedError' || error.name === 'InvalidStateError') return { type: 'tab_refused' };
    if (error.name === 'NotSupportedError') return { type: 'input', code: 'unsupported' };
  }
  return { type: 'unknown', message: error instanceof Error ? error.message : String(error) };
}

/** Tells why a session failed. */
export function sessionProblem(error: ClientError): LiveProblem | undefined {
  if (error.code === 'aborted') return undefined;
  const { wireCode } = error;
  if (wireCode !== undefined && keyCodes.includes(wireCode)) return { type: 'key' };
  if (error.cause instanceof ApiError) return problemOf(error.cause);
  return { type: 'session', code: wireCode ?? error.code, message: error.message };
}

/** True for what the client's sessions fail with. */
export function isClientError(error: unknown): error is ClientError {
  return error instanceof Error && error.name === 'ClientError' && 'code' in error;
}
