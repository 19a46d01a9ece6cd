/** Stable codes of {@link AudioInputError}. */
export const audioInputErrorCodes = {
  insecure_page: 'the page is not secure, so the browser offers no microphone',
  unsupported: 'the browser cannot capture audio',
  permission_denied: 'the user, the page or the system refuses the microphone',
  device_not_found: 'there is no microphone',
  device_unreadable: 'the microphone is there, but gives no audio',
  device_unsuitable: 'no microphone is as it was asked for',
  no_audio: 'the stream has no audio',
  suspended: 'the browser runs no audio before the user has done something on the page',
  worklet_unavailable: 'the code of the audio thread could not be loaded',
  worklet_failed: 'the code of the audio thread failed',
} as const;

/** A stable code of {@link AudioInputError}. */
export type AudioInputErrorCode = keyof typeof audioInputErrorCodes;

/** Codes after which the same call may succeed later without a change. */
const retryableCodes: readonly AudioInputErrorCode[] = [
  'device_unreadable',
  'suspended',
  'worklet_unavailable',
  'worklet_failed',
];

/** Why there is no audio from a microphone or a stream; `message` says what to do. */
export class AudioInputError extends Error {
  override readonly name = 'AudioInputError';
  readonly code: AudioInputErrorCode;
  /** True when the same call may succeed later without a change. */
  readonly retryable: boolean;

  constructor(code: AudioInputErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = retryableCodes.includes(code);
  }
}

/**
 * Says in words why `getUserMedia` gave no stream. The names are those of the specification,
 * w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia.
 *
 * @param cause - what it rejected with.
 */
export function captureError(cause: unknown): AudioInputError {
  const name = cause instanceof Error ? cause.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new AudioInputError(
        'permission_denied',
        'The microphone is refused: allow it for this page in the settings of the browser (beside the address) and of the ' +
          'system. A page in a frame needs allow="microphone", and no Permissions-Policy may forbid it.',
        cause,
      );
    case 'NotFoundError':
      return new AudioInputError('device_not_found', 'There is no microphone: connect one.', cause);
    case 'NotReadableError':
    case 'AbortError':
      return new AudioInputError(
        'device_unreadable',
        'The microphone gives no audio: close other programs that use it, or connect it again.',
        cause,
      );
    case 'OverconstrainedError':
      return new AudioInputError(
        'device_unsuitable',
        'No microphone has this deviceId: it may be disconnected, or the id is that of another page or an earlier visit. ' +
          'Take one of audioDevices(), or none for the default device.',
        cause,
      );
    default:
      return new AudioInputError(
        'unsupported',
        `The browser cannot capture audio (${name || 'no reason given'}).`,
        cause,
      );
  }
}
