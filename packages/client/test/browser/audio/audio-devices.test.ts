import { afterEach, describe, expect, it, vi } from 'vitest';
import { audioDevices } from '../../../src/browser/audio/audio-devices.ts';

describe('the audio devices', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('are the microphones among all devices', async () => {
    const devices = [
      { kind: 'videoinput', deviceId: 'v', label: 'Camera' },
      { kind: 'audioinput', deviceId: 'a', label: 'Headset', groupId: 'g' },
      { kind: 'audiooutput', deviceId: 'o', label: 'Loudspeaker' },
    ];
    vi.stubGlobal('navigator', { mediaDevices: { enumerateDevices: async () => devices } });
    expect(await audioDevices()).toEqual([{ deviceId: 'a', label: 'Headset' }]);
  });

  it.each([
    [false, 'insecure_page'],
    [true, 'unsupported'],
  ])('are refused where the browser offers none; on a secure page: %s', async (isSecureContext, code) => {
    vi.stubGlobal('navigator', {});
    vi.stubGlobal('isSecureContext', isSecureContext);
    await expect(audioDevices()).rejects.toMatchObject({ name: 'AudioInputError', code });
  });
});
