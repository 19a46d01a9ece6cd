import { AudioInputError } from '../../common/audio-input-error.ts';
import type { AudioDevice } from './live-audio-input.ts';

/**
 * The browser's media devices.
 *
 * @throws AudioInputError `insecure_page` or `unsupported` when it offers none.
 */
export function mediaDevices(): MediaDevices {
  // Absent on pages that are not secure, and in old browsers.
  const { mediaDevices: found } = navigator as Partial<Navigator>;
  if (found !== undefined) return found;
  if (!globalThis.isSecureContext) {
    throw new AudioInputError(
      'insecure_page',
      'The browser offers microphones to secure pages only: serve this page over https:, or open it from http://localhost.',
    );
  }
  throw new AudioInputError('unsupported', 'The browser offers no microphones: use a newer browser.');
}

/**
 * The microphones there are, the default one first where the browser tells it. Before the user has allowed a microphone
 * their labels and ids are empty. Ask again at `devicechange` of `navigator.mediaDevices`.
 *
 * @throws AudioInputError (as a rejection) `insecure_page` or `unsupported`.
 */
export async function audioDevices(): Promise<readonly AudioDevice[]> {
  const devices = await mediaDevices().enumerateDevices();
  return devices.filter(({ kind }) => kind === 'audioinput').map(({ deviceId, label }) => ({ deviceId, label }));
}
