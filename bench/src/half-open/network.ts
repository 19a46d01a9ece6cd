import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BenchError } from '../bench-error.ts';

const run = promisify(execFile);
const commandTimeoutMs = 10_000;
/** A network that nothing else is likely to use, of two addresses (RFC 1918); another one for each process. */
const network = `10.231.${process.pid % 250}`;
const addresses = { near: `${network}.1`, far: `${network}.2`, length: 30 };

/** A network of two ends, one in this system's namespace and one in a namespace of its own. */
export interface FarNetwork {
  /** The address of the near end, where a server can listen. */
  readonly nearAddress: string;
  /** The name of the namespace of the far end. */
  readonly namespace: string;
  /** Takes the far end down: packets are dropped in both directions, and neither side is told. */
  down(): Promise<void>;
  /** Takes it up again. */
  up(): Promise<void>;
  /** Removes all of it. Idempotent. */
  close(): Promise<void>;
}

/**
 * Makes a network; the caller closes it.
 *
 * @throws rejects with BenchError `asset_missing` without root or iproute2.
 */
export async function openFarNetwork(): Promise<FarNetwork> {
  const namespace = `steno-bench-${process.pid}`;
  const [near, far] = [`stn${process.pid}`, `stf${process.pid}`];
  const ip = async (...args: readonly string[]): Promise<void> => {
    await run('ip', [...args], { timeout: commandTimeoutMs });
  };
  const inside = (...args: readonly string[]): Promise<void> => ip('-n', namespace, ...args);
  const close = async (): Promise<void> => {
    // What is not there any more, or was never made, cannot be removed.
    await ip('link', 'del', near).catch(() => undefined);
    await ip('netns', 'del', namespace).catch(() => undefined);
  };
  try {
    await ip('netns', 'add', namespace);
    await ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', namespace);
    await ip('addr', 'add', `${addresses.near}/${addresses.length}`, 'dev', near);
    await ip('link', 'set', near, 'up');
    await inside('addr', 'add', `${addresses.far}/${addresses.length}`, 'dev', far);
    await inside('link', 'set', far, 'up');
  } catch (cause) {
    await close();
    throw new BenchError(
      'asset_missing',
      'half-open makes a network namespace: run it as root, on Linux, with ip of iproute2 installed.',
      cause,
    );
  }
  return {
    nearAddress: addresses.near,
    namespace,
    down: () => inside('link', 'set', far, 'down'),
    up: () => inside('link', 'set', far, 'up'),
    close,
  };
}
