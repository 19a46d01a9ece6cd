import type { Client, ClientOptions } from './contract.ts';
import { LiveSession } from './live-session.ts';
import type { Platform } from './platform.ts';
import { parseServerUrl } from './realtime-url.ts';
import { completeLimits } from './session-limits.ts';

/**
 * Makes a client of one server, on a platform.
 *
 * @throws TypeError for a URL that is none, or a limit that nobody knows; RangeError for a limit out of its range.
 */
export function createClientOn(platform: Platform, { url, token, limits }: ClientOptions): Client {
  const server = parseServerUrl(url);
  const complete = completeLimits(limits);
  return {
    transcribe: (options = {}) => new LiveSession({ platform, limits: complete, server, token, options }),
  };
}
