import { isIPv4, isIPv6 } from 'node:net';

/** A block of IP addresses. */
export interface AddressBlock {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  /** Bits that all its addresses share; 32 or 128 for a single address. */
  readonly prefixBits: number;
}

/**
 * Reads an IP address or a CIDR block, such as `10.0.0.0/8`.
 *
 * @returns undefined for anything else.
 */
export function parseAddressBlock(text: string): AddressBlock | undefined {
  const [address = '', bits, more] = text.split('/');
  const isOld = isIPv4(address);
  if (more !== undefined || address.includes('%') || !(isOld || isIPv6(address))) return undefined;
  const all = isOld ? 32 : 128;
  if (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > all)) return undefined;
  return { address, family: isOld ? 'ipv4' : 'ipv6', prefixBits: bits === undefined ? all : Number(bits) };
}
