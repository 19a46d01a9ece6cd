import { WireError } from '@steno/protocol';
import type { Principal } from '../auth/principal.ts';

/** Checks that somebody came with a key for operators. @throws WireError `forbidden`. */
export function checkIsAdmin({ type }: Principal): void {
  if (type === 'admin') return;
  throw new WireError('forbidden', 'This port is for keys of type admin.', { type });
}
