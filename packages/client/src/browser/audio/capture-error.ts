import { AudioInputError } from '../../common/audio-input-error.ts';

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
